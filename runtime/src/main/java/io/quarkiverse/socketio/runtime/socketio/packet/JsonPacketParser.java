package io.quarkiverse.socketio.runtime.socketio.packet;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.quarkiverse.socketio.SocketIOException;

/**
 * The encoding of npm socket.io-parser: {@code <type>[<attachments>-][<namespace>,][<ack id>][<JSON>]}.
 * <p>
 * Thread: any; stateless.
 */
public final class JsonPacketParser extends JacksonPacketParser {
    private final int maxAttachments;

    public JsonPacketParser(ObjectMapper mapper, int maxAttachments) {
        super(mapper);
        this.maxAttachments = maxAttachments;
    }

    /** The id stands between the header and the array. */
    @Override
    public EncodedPacket withAckId(EncodedPacket event, long ackId) {
        byte[] text = event.text();
        int array = 0;
        while (array < text.length && text[array] != '[') {
            if (text[array] == '/') { // a namespace ends with a comma, and may hold a bracket
                while (array < text.length && text[array] != ',') {
                    array++;
                }
            }
            array++;
        }
        byte[] id = Long.toString(ackId).getBytes(StandardCharsets.US_ASCII);
        byte[] numbered = new byte[text.length + id.length];
        System.arraycopy(text, 0, numbered, 0, array);
        System.arraycopy(id, 0, numbered, array, id.length);
        System.arraycopy(text, array, numbered, array + id.length, text.length - array);
        return new EncodedPacket(numbered, event.attachments());
    }

    /** The array, which has a name at least, ends the packet. */
    @Override
    public EncodedPacket withOffset(EncodedPacket event, String offset) {
        byte[] text = event.text();
        byte[] end = (",\"" + offset + "\"]").getBytes(StandardCharsets.US_ASCII);
        byte[] longer = Arrays.copyOf(text, text.length - 1 + end.length);
        System.arraycopy(end, 0, longer, text.length - 1, end.length);
        return new EncodedPacket(longer, event.attachments());
    }

    @Override
    EncodedPacket encodeArray(SocketPacketType type, String namespace, long ackId, @Nullable String event,
            @Nullable Object[] args) {
        ByteArrayBuilder json = new ByteArrayBuilder();
        List<byte[]> attachments;
        try (AttachmentGenerator generator = new AttachmentGenerator(mapper.getFactory().createGenerator(json))) {
            writeArray(generator, event, args);
            attachments = generator.attachments();
        } catch (IOException e) {
            throw unserialisable(e);
        }
        SocketPacketType actual = attachments.isEmpty() ? type : type.withAttachments();
        return new EncodedPacket(join(header(actual, attachments.size(), namespace, ackId), json.toByteArray()), attachments);
    }

    @Override
    public EncodedPacket encodeControl(SocketPacketType type, String namespace, @Nullable Object payload) {
        byte[] json = payload == null ? new byte[0] : encodeValue(payload);
        return new EncodedPacket(join(header(type, 0, namespace, IncomingPacket.NO_ACK), json), List.of());
    }

    @Override
    public byte[] encodeValues(Map<String, ?> values) {
        return encodeValue(values);
    }

    private byte[] encodeValue(Object value) {
        try {
            return writer.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw unserialisable(e);
        }
    }

    @Override
    public Map<String, Object> decodeValues(byte[] encoded) {
        try {
            return mapper.readValue(encoded, VALUES);
        } catch (IOException e) {
            throw new SocketIOException("Values cannot be read: " + e.getMessage(), e);
        }
    }

    private static String header(SocketPacketType type, int attachments, String namespace, long ackId) {
        StringBuilder header = new StringBuilder(24).append((char) ('0' + type.ordinal()));
        if (type.isBinary()) {
            header.append(attachments).append('-');
        }
        if (!namespace.equals("/")) {
            header.append(namespace).append(',');
        }
        if (ackId != IncomingPacket.NO_ACK) {
            header.append(ackId);
        }
        return header.toString();
    }

    private static byte[] join(String header, byte[] json) {
        byte[] head = header.getBytes(StandardCharsets.UTF_8);
        byte[] text = new byte[head.length + json.length];
        System.arraycopy(head, 0, text, 0, head.length);
        System.arraycopy(json, 0, text, head.length, json.length);
        return text;
    }

    @Override
    public IncomingPacket decode(ByteBuf text) throws InvalidPacketException {
        return decode(text, maxAttachments);
    }

    @Override
    public IncomingPacket decodeBinary(ByteBuf data) throws InvalidPacketException {
        throw new InvalidPacketException("an attachment of no packet");
    }

    @Override
    public IncomingPacket decode(EncodedPacket packet) throws InvalidPacketException {
        int attachments = packet.attachments().size();
        IncomingPacket decoded = decode(Unpooled.wrappedBuffer(packet.text()), attachments);
        if (attachments > 0) {
            decoded.attach(packet.attachments());
        }
        return decoded;
    }

    private IncomingPacket decode(ByteBuf text, int maxAttachments) throws InvalidPacketException {
        PacketHeader header = PacketHeader.read(text, maxAttachments);
        return new JsonPacket(header, ByteBufUtil.getBytes(text), readers);
    }
}

package io.quarkiverse.socketio.runtime.socketio.packet;

import java.io.IOException;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.util.BufferRecycler;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;

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
    /** The maximum number of bytes that a packet keeps besides its JSON, rather than copy the JSON. */
    private static final int MAX_KEPT = 64;

    private static final PacketHeader CONNECT_TO_MAIN = new PacketHeader(SocketPacketType.CONNECT, 0, "/",
            IncomingPacket.NO_ACK);

    private final int maxAttachments;
    private final boolean plainTexts;
    /** One for all clients, whose handshakes keep it. */
    private final IncomingPacket connectToMain;

    public JsonPacketParser(ObjectMapper mapper, int maxAttachments) {
        super(mapper);
        this.maxAttachments = maxAttachments;
        this.plainTexts = standardStrings && PlainTexts.areWrittenBy(writer);
        try {
            this.connectToMain = new JsonPacket(CONNECT_TO_MAIN, new byte[0], 0, readers);
        } catch (InvalidPacketException e) {
            throw new IllegalStateException("[BUG] a packet without payload is invalid", e);
        }
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
        byte[] header = PacketHeader.write(type, 0, namespace, ackId);
        byte[] plain = plainTexts ? PlainTexts.array(header, event, args) : null;
        if (plain != null) {
            return new EncodedPacket(plain, List.of());
        }
        BufferRecycler recycler = mapper.getFactory()._getBufferRecycler(); // as Jackson's ObjectWriter does
        ByteArrayBuilder text = new ByteArrayBuilder(recycler);
        try {
            text.write(header, 0, header.length);
            AttachmentGenerator generator = new AttachmentGenerator(mapper.getFactory().createGenerator(text));
            try (generator) {
                writeArray(generator, event, args);
            }
            byte[] written = text.toByteArray();
            List<byte[]> attachments = generator.attachments();
            if (attachments.isEmpty()) {
                return new EncodedPacket(written, attachments);
            }
            text.reset();
            byte[] binary = PacketHeader.write(type.withAttachments(), attachments.size(), namespace, ackId);
            text.write(binary, 0, binary.length);
            text.write(written, header.length, written.length - header.length);
            return new EncodedPacket(text.toByteArray(), attachments);
        } catch (IOException e) {
            throw unserialisable(e);
        } finally {
            text.release();
            recycler.releaseToPool();
        }
    }

    @Override
    public EncodedPacket encodeControl(SocketPacketType type, String namespace, @Nullable Object payload) {
        byte[] header = PacketHeader.write(type, 0, namespace, IncomingPacket.NO_ACK);
        if (payload == null) {
            return new EncodedPacket(header, List.of());
        }
        byte[] json = encodeValue(payload);
        byte[] text = Arrays.copyOf(header, header.length + json.length);
        System.arraycopy(json, 0, text, header.length, json.length);
        return new EncodedPacket(text, List.of());
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

    @Override
    public @Nullable Object decodeValue(byte[] encoded, String key, Type type) throws IOException {
        ObjectReader reader = readers.of(type).without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
        try (JsonParser in = mapper.createParser(encoded)) {
            in.nextToken(); // the start of the object
            for (String name = in.nextFieldName(); name != null; name = in.nextFieldName()) {
                JsonToken value = in.nextToken();
                if (name.equals(key)) {
                    return value == JsonToken.VALUE_NULL ? null : reader.readValue(in);
                }
                in.skipChildren();
            }
            return null;
        }
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
        if (header.equals(CONNECT_TO_MAIN) && !text.isReadable()) {
            return connectToMain;
        }
        if (text.hasArray()) {
            byte[] array = text.array();
            int start = text.arrayOffset() + text.readerIndex();
            if (start <= MAX_KEPT && start + text.readableBytes() == array.length) {
                return new JsonPacket(header, array, start, readers);
            }
        }
        return new JsonPacket(header, ByteBufUtil.getBytes(text), 0, readers);
    }
}

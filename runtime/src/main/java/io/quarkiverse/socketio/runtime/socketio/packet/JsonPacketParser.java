package io.quarkiverse.socketio.runtime.socketio.packet;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.quarkiverse.socketio.SocketIOException;

/**
 * The encoding of npm socket.io-parser: {@code <type>[<attachments>-][<namespace>,][<ack id>][<JSON>]}.
 * <p>
 * Thread: any; stateless.
 */
public final class JsonPacketParser implements PacketParser {
    private static final TypeReference<Map<String, Object>> VALUES = new TypeReference<>() {
    };

    private final ObjectMapper mapper;
    private final ObjectWriter writer;
    private final int maxAttachments;

    public JsonPacketParser(ObjectMapper mapper, int maxAttachments) {
        this.mapper = mapper;
        this.writer = mapper.writer().without(SerializationFeature.FLUSH_AFTER_WRITE_VALUE)
                .without(SerializationFeature.CLOSE_CLOSEABLE).without(SerializationFeature.INDENT_OUTPUT);
        this.maxAttachments = maxAttachments;
    }

    @Override
    public EncodedPacket encodeEvent(String namespace, long ackId, String event, @Nullable Object... args) {
        if (RESERVED_EVENTS.contains(event)) {
            throw new SocketIOException("\"" + event + "\" is a reserved event name");
        }
        return encodeArray(PacketType.EVENT, namespace, ackId, event, args);
    }

    @Override
    public EncodedPacket encodeAck(String namespace, long ackId, @Nullable Object... args) {
        return encodeArray(PacketType.ACK, namespace, ackId, null, args);
    }

    private EncodedPacket encodeArray(PacketType type, String namespace, long ackId, @Nullable String event,
            @Nullable Object @Nullable [] given) {
        @Nullable
        Object[] args = given == null ? new Object[] { null } : given; // emit("event", null) in Java
        ByteArrayBuilder json = new ByteArrayBuilder();
        AttachmentGenerator generator = generator(json);
        int index = 0;
        try (generator) {
            generator.writeStartArray();
            if (event != null) {
                generator.writeString(event);
            }
            for (; index < args.length; index++) {
                writer.writeValue(generator, args[index]);
            }
            generator.writeEndArray();
        } catch (IOException e) {
            throw new SocketIOException(
                    "Argument " + index + " of " + (event == null ? "an acknowledgement" : "event \"" + event + "\"")
                            + " cannot be serialised: " + e.getMessage(),
                    e);
        }
        List<byte[]> attachments = generator.attachments();
        PacketType actual = attachments.isEmpty() ? type : type.withAttachments();
        return new EncodedPacket(join(header(actual, attachments.size(), namespace, ackId), json.toByteArray()), attachments);
    }

    @Override
    public EncodedPacket encodeControl(PacketType type, String namespace, @Nullable Map<String, ?> payload) {
        byte[] json = payload == null ? new byte[0] : encodeValues(payload);
        return new EncodedPacket(join(header(type, 0, namespace, IncomingPacket.NO_ACK), json), List.of());
    }

    @Override
    public byte[] encodeValues(Map<String, ?> values) {
        try {
            return writer.writeValueAsBytes(values);
        } catch (JsonProcessingException e) {
            throw new SocketIOException("Values cannot be serialised: " + e.getMessage(), e);
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

    private AttachmentGenerator generator(ByteArrayBuilder out) {
        try {
            return new AttachmentGenerator(
                    mapper.getFactory().createGenerator(out).disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET));
        } catch (IOException e) {
            throw new IllegalStateException("[BUG] memory cannot be written", e);
        }
    }

    private static String header(PacketType type, int attachments, String namespace, long ackId) {
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
        JsonNode payload = text.isReadable() ? parse(text) : null;
        JsonPacket packet = new JsonPacket(header, payload, mapper);
        packet.validate();
        return packet;
    }

    private JsonNode parse(ByteBuf json) throws InvalidPacketException {
        byte[] bytes;
        int offset = 0;
        int length = json.readableBytes();
        if (json.hasArray()) {
            bytes = json.array();
            offset = json.arrayOffset() + json.readerIndex();
        } else {
            bytes = new byte[length];
            json.getBytes(json.readerIndex(), bytes);
        }
        try (JsonParser parser = mapper.getFactory().createParser(bytes, offset, length)) {
            JsonNode node = mapper.reader().without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).readTree(parser);
            if (node == null || node.isMissingNode() || parser.nextToken() != null) {
                throw new InvalidPacketException("invalid payload");
            }
            return node;
        } catch (IOException e) {
            throw new InvalidPacketException("invalid payload");
        }
    }
}

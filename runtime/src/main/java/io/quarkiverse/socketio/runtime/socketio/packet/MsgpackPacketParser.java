package io.quarkiverse.socketio.runtime.socketio.packet;

import java.io.IOException;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.quarkiverse.socketio.SocketIOException;

/**
 * The encoding of npm socket.io-msgpack-parser: a packet is one binary message, a MessagePack map, with binary arguments among
 * the others.
 * <p>
 * Thread: any; stateless.
 */
public final class MsgpackPacketParser extends JacksonPacketParser {
    private static final int MAP_OF_FOUR = 0x84;

    public MsgpackPacketParser(ObjectMapper mapper) {
        super(mapper);
    }

    /** Appends an entry to the map, which has three: type, namespace, data. */
    @Override
    public EncodedPacket withAckId(EncodedPacket event, long ackId) {
        byte[] packet = event.attachments().get(0);
        ByteBuf out = Unpooled.buffer(packet.length + 16).writeBytes(packet).setByte(0, MAP_OF_FOUR);
        MsgpackGenerator.writeText(out, "id");
        MsgpackGenerator.writeInteger(out, ackId);
        return EncodedPacket.binary(ByteBufUtil.getBytes(out));
    }

    @Override
    public EncodedPacket withOffset(EncodedPacket event, String offset) {
        try {
            IncomingPacket decoded = decode(event);
            List<@Nullable Object> args = new ArrayList<>(decoded.arguments().toList());
            args.add(offset);
            return encodeEvent(decoded.namespace(), decoded.ackId(), decoded.event(), args.toArray());
        } catch (InvalidPacketException e) {
            throw new IllegalArgumentException("not an event: " + e.getMessage(), e);
        }
    }

    @Override
    EncodedPacket encodeArray(SocketPacketType type, String namespace, long ackId, @Nullable String event,
            @Nullable Object[] args) {
        ByteBuf out = Unpooled.buffer(128);
        try (MsgpackGenerator generator = new MsgpackGenerator(mapper, out)) {
            generator.writeStartObject();
            writeHead(generator, type, namespace);
            if (ackId != IncomingPacket.NO_ACK) {
                generator.writeNumberField("id", ackId);
            }
            generator.writeFieldName("data");
            writeArray(generator, event, args);
            generator.writeEndObject();
        } catch (IOException e) {
            throw unserialisable(e);
        }
        return EncodedPacket.binary(ByteBufUtil.getBytes(out));
    }

    private static void writeHead(MsgpackGenerator generator, SocketPacketType type, String namespace) throws IOException {
        generator.writeNumberField("type", type.ordinal());
        generator.writeStringField("nsp", namespace);
    }

    @Override
    public EncodedPacket encodeControl(SocketPacketType type, String namespace, @Nullable Object payload) {
        ByteBuf out = Unpooled.buffer(128);
        try (MsgpackGenerator generator = new MsgpackGenerator(mapper, out)) {
            generator.writeStartObject();
            writeHead(generator, type, namespace);
            if (payload != null) {
                generator.writeFieldName("data");
                writer.writeValue(generator, payload);
            }
            generator.writeEndObject();
        } catch (IOException e) {
            throw unserialisable(e);
        }
        return EncodedPacket.binary(ByteBufUtil.getBytes(out));
    }

    @Override
    public byte[] encodeValues(Map<String, ?> values) {
        ByteBuf out = Unpooled.buffer(128);
        try (MsgpackGenerator generator = new MsgpackGenerator(mapper, out)) {
            writer.writeValue(generator, values);
        } catch (IOException e) {
            throw unserialisable(e);
        }
        return ByteBufUtil.getBytes(out);
    }

    @Override
    public IncomingPacket decode(ByteBuf text) throws InvalidPacketException {
        throw new InvalidPacketException("text where MessagePack is spoken");
    }

    @Override
    public IncomingPacket decodeBinary(ByteBuf message) throws InvalidPacketException {
        try {
            return read(MsgpackReader.checking(message), message);
        } catch (IndexOutOfBoundsException e) {
            throw new InvalidPacketException("message cut short");
        }
    }

    /** Reads a map of {@code type}, {@code nsp}, {@code data} and {@code id}; other entries ({@code options}) are ignored. */
    private IncomingPacket read(MsgpackReader reader, ByteBuf message) throws InvalidPacketException {
        JsonNode type = null;
        JsonNode namespace = null;
        JsonNode id = null;
        MsgpackData data = MsgpackData.NONE;
        int entries = reader.mapLength();
        if (entries < 0) {
            throw new InvalidPacketException("no packet");
        }
        for (int i = 0; i < entries; i++) {
            String name = reader.name();
            if (name.equals("data")) {
                MsgpackData next = MsgpackData.read(reader, message);
                data = next.kind() == null ? data : next;
                continue;
            }
            JsonNode value = reader.value();
            if (value != null) {
                type = name.equals("type") ? value : type;
                namespace = name.equals("nsp") ? value : namespace;
                id = name.equals("id") ? value : id;
            }
        }
        reader.end();
        return new MsgpackPacket(new PacketHeader(type(type), 0, namespace(namespace), ackId(id)), data, readers);
    }

    /** The binary types are not used in this encoding. */
    private static SocketPacketType type(@Nullable JsonNode type) throws InvalidPacketException {
        if (type == null || !type.isInt() || type.intValue() > SocketPacketType.CONNECT_ERROR.ordinal()) {
            throw new InvalidPacketException("invalid packet type");
        }
        return SocketPacketType.of((char) ('0' + type.intValue()));
    }

    private static String namespace(@Nullable JsonNode namespace) throws InvalidPacketException {
        String name = namespace == null ? "" : namespace.asText();
        if (namespace == null || !namespace.isTextual() || !name.startsWith("/")
                || name.length() > PacketHeader.MAX_NAMESPACE) {
            throw new InvalidPacketException("invalid namespace");
        }
        return name;
    }

    private static long ackId(@Nullable JsonNode id) throws InvalidPacketException {
        if (id == null) {
            return IncomingPacket.NO_ACK;
        }
        if (!id.isIntegralNumber() || !id.canConvertToLong() || id.longValue() < 0
                || id.longValue() > PacketHeader.MAX_SAFE_INTEGER) {
            throw new InvalidPacketException("invalid packet id");
        }
        return id.longValue();
    }

    @Override
    public IncomingPacket decode(EncodedPacket packet) throws InvalidPacketException {
        if (packet.text().length > 0 || packet.attachments().size() != 1) {
            throw new InvalidPacketException("a packet of another parser");
        }
        return decodeBinary(Unpooled.wrappedBuffer(packet.attachments().get(0)));
    }

    @Override
    public Map<String, Object> decodeValues(byte[] encoded) {
        try {
            return mapper.readerFor(VALUES).readValue(map(encoded));
        } catch (IOException e) {
            throw new SocketIOException("Values cannot be read: " + e.getMessage(), e);
        }
    }

    @Override
    public @Nullable Object decodeValue(byte[] encoded, String key, Type type) throws IOException {
        JsonNode value = map(encoded).get(key);
        return value == null || value.isNull() ? null : readers.of(type).readValue(value);
    }

    private static JsonNode map(byte[] encoded) throws IOException {
        try {
            JsonNode values = MsgpackReader.read(Unpooled.wrappedBuffer(encoded));
            if (values != null && values.isObject()) {
                return values;
            }
        } catch (InvalidPacketException e) {
            throw new IOException(e.getMessage(), e);
        }
        throw new IOException("they are no map");
    }
}

package io.quarkiverse.socketio.runtime.socketio.packet;

import java.io.IOException;
import java.util.List;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;

import io.quarkiverse.socketio.SocketIOException;

/**
 * A packet as {@link MsgpackPacketParser} reads it: a map of {@code type}, {@code nsp}, {@code data} and {@code id}; what else
 * is in it
 * ({@code options}) is the sender's own affair.
 * <p>
 * Thread: any; immutable.
 */
final class MsgpackPacket extends HeadedPacket {
    private final @Nullable JsonNode data;
    private final ArgumentReaders readers;

    MsgpackPacket(JsonNode packet, ArgumentReaders readers) throws InvalidPacketException {
        super(new PacketHeader(type(packet.path("type")), 0, namespace(packet.path("nsp")), ackId(packet.get("id"))));
        this.data = packet.get("data");
        this.readers = readers;
        boolean valid = switch (header.type()) {
            case CONNECT -> data == null || data.isObject();
            case DISCONNECT -> data == null;
            case CONNECT_ERROR -> data != null && (data.isObject() || data.isTextual());
            case ACK -> data != null && data.isArray() && header.ackId() != NO_ACK;
            default -> data != null && data.isArray() && isEventName(data.path(0));
        };
        if (!valid) {
            throw new InvalidPacketException("invalid payload");
        }
    }

    private static boolean isEventName(JsonNode name) {
        return name.isNumber() || name.isTextual() && !PacketParser.RESERVED_EVENTS.contains(name.textValue());
    }

    /** Binary types are none of this encoding. */
    private static PacketType type(JsonNode type) throws InvalidPacketException {
        if (!type.isInt() || type.intValue() > PacketType.CONNECT_ERROR.ordinal()) {
            throw new InvalidPacketException("invalid packet type");
        }
        return PacketType.of((char) ('0' + type.intValue()));
    }

    private static String namespace(JsonNode namespace) throws InvalidPacketException {
        String name = namespace.asText();
        if (!namespace.isTextual() || !name.startsWith("/") || name.length() > PacketHeader.MAX_NAMESPACE) {
            throw new InvalidPacketException("invalid namespace");
        }
        return name;
    }

    private static long ackId(@Nullable JsonNode id) throws InvalidPacketException {
        if (id == null) {
            return NO_ACK;
        }
        if (!id.isIntegralNumber() || !id.canConvertToLong() || id.longValue() < 0
                || id.longValue() > PacketHeader.MAX_SAFE_INTEGER) {
            throw new InvalidPacketException("invalid packet id");
        }
        return id.longValue();
    }

    @Override
    public void attach(List<byte[]> attachments) {
        throw new IllegalStateException("[BUG] a MessagePack packet has no attachments");
    }

    @Override
    public String event() {
        return array().get(0).asText();
    }

    @Override
    public TypedArguments arguments() {
        return new TreeArguments(array(), type().isEvent() ? 1 : 0, readers);
    }

    private ArrayNode array() {
        if (data instanceof ArrayNode array) {
            return array;
        }
        throw new IllegalStateException("[BUG] " + header.type() + " has no arguments");
    }

    @Override
    public <T> T auth(Class<T> type) {
        try {
            return readers.of(type).readValue(data == null ? JsonNodeFactory.instance.objectNode() : data);
        } catch (IOException e) {
            throw new SocketIOException("The auth payload cannot be read as " + type.getName() + ": " + e.getMessage(), e);
        }
    }
}

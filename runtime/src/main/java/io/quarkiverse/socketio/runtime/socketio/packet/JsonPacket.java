package io.quarkiverse.socketio.runtime.socketio.packet;

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BinaryNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.quarkiverse.socketio.Arguments;
import io.quarkiverse.socketio.SocketIOException;

/**
 * A packet as {@link JsonPacketParser} reads it.
 * <p>
 * Thread: that of the session until its attachments are in place; then immutable.
 */
final class JsonPacket implements IncomingPacket {
    private final PacketHeader header;
    private final @Nullable JsonNode payload;
    private final ObjectMapper mapper;

    JsonPacket(PacketHeader header, @Nullable JsonNode payload, ObjectMapper mapper) {
        this.header = header;
        this.payload = payload;
        this.mapper = mapper;
    }

    /** What the reference decoder calls a valid payload for the type; an EVENT or ACK without one is refused as well. */
    void validate() throws InvalidPacketException {
        boolean valid = switch (header.type()) {
            case CONNECT -> payload == null || payload.isObject();
            case DISCONNECT -> payload == null;
            case CONNECT_ERROR -> payload != null && (payload.isObject() || payload.isTextual());
            case EVENT, BINARY_EVENT -> payload != null && payload.isArray() && isEventName(payload.path(0));
            case ACK, BINARY_ACK -> payload != null && payload.isArray() && header.ackId() != NO_ACK;
        };
        if (!valid) {
            throw new InvalidPacketException("invalid payload");
        }
    }

    private static boolean isEventName(JsonNode name) {
        return name.isNumber() || name.isTextual() && !PacketParser.RESERVED_EVENTS.contains(name.textValue());
    }

    @Override
    public PacketType type() {
        return header.type();
    }

    @Override
    public String namespace() {
        return header.namespace();
    }

    @Override
    public long ackId() {
        return header.ackId();
    }

    @Override
    public int attachments() {
        return header.attachments();
    }

    @Override
    public void attach(List<byte[]> attachments) throws InvalidPacketException {
        if (payload != null) {
            attachIn(payload, attachments);
        }
    }

    private static void attachIn(JsonNode node, List<byte[]> attachments) throws InvalidPacketException {
        if (node instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                array.set(i, replaced(array.get(i), attachments));
            }
        } else if (node instanceof ObjectNode object) {
            for (Map.Entry<String, JsonNode> field : object.properties()) {
                field.setValue(replaced(field.getValue(), attachments));
            }
        }
    }

    private static JsonNode replaced(JsonNode node, List<byte[]> attachments) throws InvalidPacketException {
        if (node.get("_placeholder") != BooleanNode.TRUE) {
            attachIn(node, attachments);
            return node;
        }
        JsonNode number = node.path("num");
        if (!number.isInt() || number.intValue() < 0 || number.intValue() >= attachments.size()) {
            throw new InvalidPacketException("illegal attachments");
        }
        return BinaryNode.valueOf(attachments.get(number.intValue()));
    }

    @Override
    public String event() {
        return array().get(0).asText();
    }

    @Override
    public Arguments arguments() {
        return new JsonArguments(array(), type().isEvent() ? 1 : 0, mapper);
    }

    private ArrayNode array() {
        if (payload instanceof ArrayNode array) {
            return array;
        }
        throw new IllegalStateException("[BUG] " + header.type() + " has no arguments");
    }

    @Override
    public <T> T auth(Class<T> type) {
        try {
            return mapper.treeToValue(payload == null ? mapper.createObjectNode() : payload, type);
        } catch (JsonProcessingException e) {
            throw new SocketIOException("The auth payload cannot be read as " + type.getName() + ": " + e.getOriginalMessage(),
                    e);
        }
    }
}

package io.quarkiverse.socketio.runtime.socketio.packet;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BinaryNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.quarkiverse.socketio.SocketIOException;

/**
 * A packet as {@link JsonPacketParser} reads it: its header, and its JSON, which was checked and is read when it is asked for.
 * Only
 * with attachments it is made a tree, to put them in.
 * <p>
 * Thread: that of the session until its attachments are in place; then immutable.
 */
final class JsonPacket extends HeadedPacket {
    private static final byte[] NO_AUTH = { '{', '}' };

    private final byte[] json;
    private final int[] elements;
    private final String event;
    private final ArgumentReaders readers;
    private @Nullable ArrayNode tree;

    /**
     * Checks that the payload is what the reference decoder calls valid for the type; an EVENT or ACK without one is refused as
     * well.
     */
    JsonPacket(PacketHeader header, byte[] json, ArgumentReaders readers) throws InvalidPacketException {
        super(header);
        this.json = json;
        this.readers = readers;
        boolean array = header.type().isEvent() || header.type().isAck();
        this.elements = array ? new JsonScanner(json).elements()
                : json.length == 0 ? new int[2] : new JsonScanner(json).value();
        this.event = header.type().isEvent() ? readName() : "";
        boolean valid = switch (header.type()) {
            case CONNECT -> json.length == 0 || json[elements[0]] == '{';
            case DISCONNECT -> json.length == 0;
            case CONNECT_ERROR -> json.length > 0 && (json[elements[0]] == '{' || json[elements[0]] == '"');
            case EVENT, BINARY_EVENT -> !PacketParser.RESERVED_EVENTS.contains(event);
            case ACK, BINARY_ACK -> header.ackId() != NO_ACK;
        };
        if (!valid) {
            throw new InvalidPacketException("invalid payload");
        }
    }

    /** A string or a number. */
    private String readName() throws InvalidPacketException {
        if (elements.length == 0 || "\"-0123456789".indexOf(json[elements[0]]) < 0) {
            throw new InvalidPacketException("invalid payload");
        }
        int start = elements[0];
        int end = elements[1];
        boolean plain = json[start] == '"';
        for (int i = start; plain && i < end; i++) {
            plain = json[i] != '\\';
        }
        if (plain) {
            return new String(json, start + 1, end - start - 2, StandardCharsets.UTF_8);
        }
        try {
            return readers.tree(json, start, end - start).asText();
        } catch (IOException e) {
            throw new InvalidPacketException("invalid payload");
        }
    }

    @Override
    public void attach(List<byte[]> attachments) throws InvalidPacketException {
        try {
            JsonNode read = readers.tree(json, 0, json.length);
            attachIn(read, attachments);
            tree = (ArrayNode) read;
        } catch (IOException e) {
            throw new InvalidPacketException("invalid payload");
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
        return event;
    }

    @Override
    public TypedArguments arguments() {
        int first = type().isEvent() ? 1 : 0;
        if (!type().isEvent() && !type().isAck()) {
            throw new IllegalStateException("[BUG] " + type() + " has no arguments");
        }
        return tree != null ? new TreeArguments(tree, first, readers) : new JsonArguments(json, elements, first, readers);
    }

    @Override
    public <T> T auth(Class<T> type) {
        try {
            return readers.of(type).readValue(json.length == 0 ? NO_AUTH : json);
        } catch (IOException e) {
            throw new SocketIOException("The auth payload cannot be read as " + type.getName() + ": " + e.getMessage(), e);
        }
    }
}

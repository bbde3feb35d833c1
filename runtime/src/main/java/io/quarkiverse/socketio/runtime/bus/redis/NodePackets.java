package io.quarkiverse.socketio.runtime.bus.redis;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.quarkiverse.socketio.SocketIOException;
import io.quarkiverse.socketio.runtime.socketio.packet.EncodedPacket;
import io.quarkiverse.socketio.runtime.socketio.packet.IncomingPacket;
import io.quarkiverse.socketio.runtime.socketio.packet.InvalidPacketException;
import io.quarkiverse.socketio.runtime.socketio.packet.PacketParser;
import io.quarkiverse.socketio.runtime.socketio.packet.TypedArguments;

/**
 * Converts packets between the encoding for clients and the values that servers exchange: an event is an array of its name and
 * arguments, an acknowledgement a single value, with binary values in their places.
 * <p>
 * Thread: any; stateless.
 */
final class NodePackets {
    private static final int EVENT = 2;
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final PacketParser parser;

    NodePackets(PacketParser parser) {
        this.parser = parser;
    }

    /** Returns an event as a packet: {@code {type: 2, data: [name, ...arguments]}}. */
    ObjectNode packet(EncodedPacket event) {
        return NODES.objectNode().put("type", EVENT).set("data", event(event));
    }

    /** Returns the name and the arguments of an event. */
    ArrayNode event(EncodedPacket event) {
        IncomingPacket packet = decode(event);
        ArrayNode values = NODES.arrayNode().add(packet.event());
        TypedArguments arguments = packet.arguments();
        for (int i = 0; i < arguments.size(); i++) {
            values.add(arguments.get(i, JsonNode.class));
        }
        return values;
    }

    /** Returns the first argument of an acknowledgement, which is all that servers exchange of it. */
    JsonNode ack(EncodedPacket ack) {
        TypedArguments arguments = decode(ack).arguments();
        JsonNode value = arguments.size() == 0 ? null : arguments.get(0, JsonNode.class);
        return value == null ? NODES.nullNode() : value;
    }

    private IncomingPacket decode(EncodedPacket packet) {
        try {
            return parser.decode(packet);
        } catch (InvalidPacketException e) {
            throw new IllegalStateException("[BUG] a packet that was encoded cannot be decoded", e);
        }
    }

    /**
     * Encodes the event in a packet for clients.
     *
     * @return {@code null} if it is no event
     */
    @Nullable
    EncodedPacket event(String namespace, @Nullable JsonNode packet) {
        return packet != null && packet.path("type").asInt() == EVENT ? encode(namespace, packet.get("data")) : null;
    }

    /** As {@link #event}, of an array of name and arguments. */
    @Nullable
    EncodedPacket encode(String namespace, @Nullable JsonNode values) {
        if (values == null || !values.isArray() || !values.path(0).isTextual()) {
            return null;
        }
        List<JsonNode> arguments = new ArrayList<>(values.size());
        values.forEach(arguments::add);
        try {
            return parser.encodeEvent(namespace, IncomingPacket.NO_ACK, values.get(0).textValue(),
                    arguments.subList(1, arguments.size()).toArray());
        } catch (SocketIOException e) {
            return null; // a reserved name
        }
    }

    EncodedPacket encodeAck(String namespace, @Nullable JsonNode value) {
        return parser.encodeAck(namespace, 0, value);
    }

    /** Returns values that a server encoded, an empty object for no bytes. */
    JsonNode values(byte[] encoded) {
        return encoded.length == 0 ? NODES.objectNode() : MAPPER.valueToTree(parser.decodeValues(encoded));
    }

    /** Encodes the entries of an object; returns an empty array if it is something else. */
    byte[] encodeValues(@Nullable JsonNode values) {
        if (!(values instanceof ObjectNode)) {
            return new byte[0];
        }
        Map<String, JsonNode> entries = new LinkedHashMap<>();
        values.properties().forEach(entry -> entries.put(entry.getKey(), entry.getValue()));
        return parser.encodeValues(entries);
    }
}

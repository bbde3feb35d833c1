package io.quarkiverse.socketio.runtime.bus.redis;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.quarkiverse.socketio.runtime.socketio.packet.InvalidPacketException;
import io.quarkiverse.socketio.runtime.socketio.packet.MessagePack;
import io.quarkiverse.socketio.runtime.socketio.packet.PacketParser;

/**
 * Encodes {@link NodeMessage}s as Node's adapters do, and decodes them: as JSON or MessagePack for channels, as fields of an
 * entry for streams.
 * <p>
 * Decoding fails with an {@link IllegalArgumentException}: the channels are open to other software.
 * <p>
 * Thread: any; stateless.
 */
final class NodeMessageCodec {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private NodeMessageCodec() {
    }

    /** Encodes for sharded channels: as JSON unless the message contains binary values. */
    static byte[] encode(NodeMessage message) {
        return isBinary(message) ? encodeMessagePack(message) : json(tree(message));
    }

    /** Encodes for the channels of the adapter for streams: always as MessagePack. */
    static byte[] encodeMessagePack(NodeMessage message) {
        return MessagePack.write(tree(message));
    }

    private static boolean isBinary(NodeMessage message) {
        return message.mayHaveBinary() && message.data() != null && hasBinary(message.data());
    }

    static boolean hasBinary(JsonNode value) {
        if (value.isBinary()) {
            return true;
        }
        for (JsonNode child : value) {
            if (hasBinary(child)) {
                return true;
            }
        }
        return false;
    }

    /** The entries are in the order in which Node's servers write them. */
    private static ObjectNode tree(NodeMessage message) {
        ObjectNode tree = JsonNodeFactory.instance.objectNode().put("type", message.type());
        if (message.data() != null) {
            tree.set("data", message.data());
        }
        return tree.put("uid", message.uid()).put("nsp", message.namespace());
    }

    static byte[] json(JsonNode tree) {
        try {
            return MAPPER.writeValueAsBytes(tree);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("[BUG] a tree cannot be written", e);
        }
    }

    /** @throws IllegalArgumentException if it is no message */
    static NodeMessage decode(byte[] bytes) {
        JsonNode tree = tree(bytes);
        JsonNode data = tree.get("data");
        return message(tree.path("uid").asText(), tree.path("nsp").asText(), tree.path("type").asInt(),
                data instanceof ObjectNode object ? object : null);
    }

    /** Reads JSON if it begins as an object, else MessagePack. */
    static JsonNode tree(byte[] bytes) {
        try {
            JsonNode tree = bytes.length > 0 && bytes[0] == '{' ? MAPPER.readTree(bytes) : MessagePack.read(bytes);
            if (tree == null) {
                throw new IllegalArgumentException("no message");
            }
            return tree;
        } catch (IOException | InvalidPacketException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    private static NodeMessage message(String uid, String namespace, int type, @Nullable ObjectNode data) {
        if (uid.isEmpty() || !PacketParser.isNamespace(namespace)) {
            throw new IllegalArgumentException("no message of Socket.IO");
        }
        return new NodeMessage(uid, namespace, type, data);
    }

    /** Returns the fields of an entry of a stream, in the order in which Node's servers write them. */
    static Map<String, String> encodeEntry(NodeMessage message) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("uid", message.uid());
        fields.put("nsp", message.namespace());
        fields.put("type", Integer.toString(message.type()));
        if (message.data() != null) {
            fields.put("data", isBinary(message) ? Base64.getEncoder().encodeToString(MessagePack.write(message.data()))
                    : new String(json(message.data()), StandardCharsets.UTF_8));
        }
        return fields;
    }

    /** @throws IllegalArgumentException if it is no message */
    static NodeMessage decodeEntry(Map<String, String> fields) {
        String data = fields.get("data");
        JsonNode tree = data == null ? null
                : tree(data.startsWith("{") ? data.getBytes(StandardCharsets.UTF_8) : Base64.getDecoder().decode(data));
        return message(fields.getOrDefault("uid", ""), fields.getOrDefault("nsp", ""),
                Integer.parseInt(fields.getOrDefault("type", "")), tree instanceof ObjectNode object ? object : null);
    }
}

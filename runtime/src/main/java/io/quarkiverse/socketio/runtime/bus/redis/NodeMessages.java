package io.quarkiverse.socketio.runtime.bus.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.quarkiverse.socketio.runtime.bus.ClusterMessage;
import io.quarkiverse.socketio.runtime.bus.ClusterMessage.Broadcast;
import io.quarkiverse.socketio.runtime.bus.ClusterMessage.BroadcastWithAck;
import io.quarkiverse.socketio.runtime.bus.ClusterMessage.ClientAck;
import io.quarkiverse.socketio.runtime.bus.ClusterMessage.ClientCount;
import io.quarkiverse.socketio.runtime.bus.ClusterMessage.DisconnectSockets;
import io.quarkiverse.socketio.runtime.bus.ClusterMessage.FetchSockets;
import io.quarkiverse.socketio.runtime.bus.ClusterMessage.FetchedSockets;
import io.quarkiverse.socketio.runtime.bus.ClusterMessage.ServerSideEmit;
import io.quarkiverse.socketio.runtime.bus.ClusterMessage.ServerSideRequest;
import io.quarkiverse.socketio.runtime.bus.ClusterMessage.ServerSideResponse;
import io.quarkiverse.socketio.runtime.bus.ClusterMessage.SocketsJoin;
import io.quarkiverse.socketio.runtime.bus.ClusterMessage.SocketsLeave;
import io.quarkiverse.socketio.runtime.bus.HostMessages;
import io.quarkiverse.socketio.runtime.bus.LogMessages;
import io.quarkiverse.socketio.runtime.bus.ServerData;
import io.quarkiverse.socketio.runtime.socketio.adapter.SocketDetails;
import io.quarkiverse.socketio.runtime.socketio.packet.EncodedPacket;
import io.quarkiverse.socketio.runtime.socketio.rooms.BroadcastFlags;
import io.quarkiverse.socketio.runtime.socketio.rooms.BroadcastOptions;

/**
 * Converts messages of the bus to {@link NodeMessage}s and back.
 * <p>
 * Thread: any; stateless.
 */
final class NodeMessages {
    /** The time limit of Node's servers for requests that name none. */
    static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(5);
    /** Ids of requests are sent back with each response. */
    private static final int MAX_REQUEST_ID = 100;
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final NodePackets packets;

    NodeMessages(NodePackets packets) {
        this.packets = packets;
    }

    /** Returns whether Node's adapters have such a message. */
    static boolean isKnown(ClusterMessage message) {
        if (message instanceof ClientAck ack) {
            return ack.answer() != null;
        } else if (message instanceof ServerSideResponse response) {
            return response.answer() != null;
        }
        return !(message instanceof LogMessages.FetchLogs || message instanceof LogMessages.FetchedLog
                || message instanceof HostMessages || message instanceof ServerData
                || message instanceof ClusterMessage.Unknown);
    }

    /** @throws IllegalArgumentException if Node's adapters have no such message */
    NodeMessage toNode(String uid, ClusterMessage message) {
        ObjectNode data = NODES.objectNode();
        int type = write(message, data);
        return new NodeMessage(uid, message.namespace(), type, data);
    }

    private int write(ClusterMessage message, ObjectNode data) {
        if (message instanceof Broadcast broadcast) {
            data.set("packet", packets.packet(broadcast.packet()));
            data.set("opts", options(broadcast.options()));
            return NodeMessage.BROADCAST;
        } else if (message instanceof SocketsJoin join) {
            data.set("opts", options(join.options()));
            data.set("rooms", strings(join.rooms()));
            return NodeMessage.SOCKETS_JOIN;
        } else if (message instanceof SocketsLeave leave) {
            data.set("opts", options(leave.options()));
            data.set("rooms", strings(leave.rooms()));
            return NodeMessage.SOCKETS_LEAVE;
        } else if (message instanceof DisconnectSockets disconnect) {
            data.set("opts", options(disconnect.options()));
            data.put("close", disconnect.close());
            return NodeMessage.DISCONNECT_SOCKETS;
        } else if (message instanceof ServerSideEmit emit) {
            data.set("packet", packets.event(emit.event()));
            return NodeMessage.SERVER_SIDE_EMIT;
        }
        return message instanceof ClusterMessage.Request request ? writeRequest(request, data) : writeResponse(message, data);
    }

    private int writeRequest(ClusterMessage.Request message, ObjectNode data) {
        if (message instanceof BroadcastWithAck request) {
            data.set("packet", packets.packet(request.event()));
            data.put("requestId", request.request());
            data.set("opts", options(request.options(), request.timeout()));
            return NodeMessage.BROADCAST;
        } else if (message instanceof FetchSockets request) {
            data.set("opts", options(request.options()));
            data.put("requestId", request.request());
            return NodeMessage.FETCH_SOCKETS;
        } else if (message instanceof ServerSideRequest request) {
            data.put("requestId", request.request());
            data.set("packet", packets.event(request.event()));
            return NodeMessage.SERVER_SIDE_EMIT;
        }
        throw new IllegalArgumentException("Node's adapters have no " + message.kind());
    }

    private int writeResponse(ClusterMessage message, ObjectNode data) {
        if (message instanceof ClientCount count) {
            data.put("requestId", count.request()).put("clientCount", count.clients());
            return NodeMessage.BROADCAST_CLIENT_COUNT;
        } else if (message instanceof ClientAck ack && ack.answer() != null) {
            data.put("requestId", ack.request()).set("packet", packets.ack(ack.answer()));
            return NodeMessage.BROADCAST_ACK;
        } else if (message instanceof ServerSideResponse response && response.answer() != null) {
            data.put("requestId", response.request()).set("packet", packets.ack(response.answer()));
            return NodeMessage.SERVER_SIDE_EMIT_RESPONSE;
        } else if (message instanceof FetchedSockets fetched) {
            data.put("requestId", fetched.request()).set("sockets", sockets(fetched.sockets()));
            return NodeMessage.FETCH_SOCKETS_RESPONSE;
        }
        throw new IllegalArgumentException("Node's adapters have no " + message.kind());
    }

    /** Returns a message of another server; {@code null} if it is of no type that is handled, or malformed. */
    @Nullable
    ClusterMessage fromNode(NodeMessage message) {
        JsonNode data = message.data();
        String namespace = message.namespace();
        if (data == null) {
            return null; // a heartbeat of other adapters
        }
        return switch (message.type()) {
            case NodeMessage.BROADCAST -> broadcast(namespace, data);
            case NodeMessage.SOCKETS_JOIN -> new SocketsJoin(namespace, options(data), strings(data.get("rooms")));
            case NodeMessage.SOCKETS_LEAVE -> new SocketsLeave(namespace, options(data), strings(data.get("rooms")));
            case NodeMessage.DISCONNECT_SOCKETS ->
                new DisconnectSockets(namespace, options(data), data.path("close").asBoolean());
            case NodeMessage.SERVER_SIDE_EMIT -> serverSideEmit(namespace, data);
            default -> requestOrResponse(message.type(), namespace, data);
        };
    }

    private @Nullable ClusterMessage requestOrResponse(int type, String namespace, JsonNode data) {
        String request = requestId(data);
        if (request == null) {
            return null;
        }
        return switch (type) {
            case NodeMessage.FETCH_SOCKETS -> new FetchSockets(namespace, request, options(data));
            case NodeMessage.FETCH_SOCKETS_RESPONSE ->
                new FetchedSockets(namespace, request, details(data.get("sockets")), false);
            case NodeMessage.SERVER_SIDE_EMIT_RESPONSE ->
                new ServerSideResponse(namespace, request, packets.encodeAck(namespace, data.get("packet")));
            case NodeMessage.BROADCAST_CLIENT_COUNT ->
                new ClientCount(namespace, request, Math.max(0, data.path("clientCount").asInt()));
            case NodeMessage.BROADCAST_ACK ->
                new ClientAck(namespace, request, packets.encodeAck(namespace, data.get("packet")));
            default -> null;
        };
    }

    private @Nullable ClusterMessage broadcast(String namespace, JsonNode data) {
        EncodedPacket event = packets.event(namespace, data.get("packet"));
        if (event == null) {
            return null;
        }
        String request = requestId(data);
        return request == null ? new Broadcast(namespace, options(data), event)
                : new BroadcastWithAck(namespace, request, options(data), timeout(data), event);
    }

    private @Nullable ClusterMessage serverSideEmit(String namespace, JsonNode data) {
        EncodedPacket event = packets.encode(namespace, data.get("packet"));
        if (event == null) {
            return null;
        }
        String request = requestId(data);
        return request == null ? new ServerSideEmit(namespace, event) : new ServerSideRequest(namespace, request, event);
    }

    static @Nullable String requestId(JsonNode data) {
        JsonNode id = data.path("requestId");
        return id.isTextual() && id.textValue().length() <= MAX_REQUEST_ID ? id.textValue() : null;
    }

    /** Returns the timeout of a broadcast with acknowledgement. */
    static Duration timeout(JsonNode data) {
        JsonNode millis = data.path("opts").path("flags").path("timeout");
        return millis.canConvertToInt() && millis.asInt() > 0 ? Duration.ofMillis(millis.asInt()) : DEFAULT_TIMEOUT;
    }

    static ObjectNode options(BroadcastOptions options) {
        ObjectNode opts = NODES.objectNode();
        opts.set("rooms", strings(options.rooms()));
        opts.set("except", strings(options.except()));
        ObjectNode flags = opts.putObject("flags");
        if (options.flags().mayDrop()) {
            flags.put("volatile", true);
        }
        if (!options.flags().compress()) {
            flags.put("compress", false);
        }
        return opts;
    }

    static ObjectNode options(BroadcastOptions options, Duration timeout) {
        ObjectNode opts = options(options);
        ((ObjectNode) opts.get("flags")).put("timeout", timeout.toMillis());
        return opts;
    }

    private static BroadcastOptions options(JsonNode message) {
        return readOptions(message.path("opts"));
    }

    /** Reads options; numbers as names of rooms are read as text. */
    static BroadcastOptions readOptions(JsonNode opts) {
        if (!opts.isObject()) { // not all sockets: other software may have written it
            throw new IllegalArgumentException("no options");
        }
        JsonNode flags = opts.path("flags");
        return new BroadcastOptions(strings(opts.get("rooms")), strings(opts.get("except")),
                new BroadcastFlags(false, flags.path("volatile").asBoolean(), flags.path("compress").asBoolean(true)));
    }

    /** Selects the sockets in the rooms of an array. */
    static BroadcastOptions rooms(@Nullable JsonNode names) {
        return new BroadcastOptions(strings(names), Set.of(), BroadcastFlags.DEFAULT);
    }

    static ArrayNode strings(Collection<String> strings) {
        ArrayNode array = NODES.arrayNode(strings.size());
        strings.forEach(array::add);
        return array;
    }

    /** Reads an array of names, or one name alone. */
    static Set<String> strings(@Nullable JsonNode names) {
        if (names == null || names.isNull()) {
            return Set.of();
        } else if (names.isValueNode()) {
            return Set.of(names.asText());
        } else if (!names.isArray()) {
            throw new IllegalArgumentException("no names of rooms");
        }
        Set<String> strings = new LinkedHashSet<>();
        for (JsonNode name : names) {
            if (name.isTextual() || name.isNumber()) {
                strings.add(name.asText());
            }
        }
        return strings;
    }

    ArrayNode sockets(Collection<SocketDetails> sockets) {
        ArrayNode array = NODES.arrayNode(sockets.size());
        for (SocketDetails socket : sockets) {
            ObjectNode node = array.addObject().put("id", socket.id());
            node.set("handshake", packets.values(socket.handshake()));
            node.set("rooms", strings(socket.rooms()));
            node.set("data", packets.values(socket.data()));
        }
        return array;
    }

    List<SocketDetails> details(@Nullable JsonNode sockets) {
        List<SocketDetails> details = new ArrayList<>();
        if (sockets != null && sockets.isArray()) {
            for (JsonNode socket : sockets) {
                details.add(new SocketDetails(socket.path("id").asText(), strings(socket.get("rooms")),
                        packets.encodeValues(socket.get("data")), packets.encodeValues(socket.get("handshake"))));
            }
        }
        return details;
    }
}

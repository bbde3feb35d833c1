package io.quarkiverse.socketio.runtime.bus.redis;

import java.util.LinkedHashSet;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BinaryNode;
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
import io.quarkiverse.socketio.runtime.socketio.packet.EncodedPacket;
import io.quarkiverse.socketio.runtime.socketio.packet.MessagePack;
import io.quarkiverse.socketio.runtime.socketio.rooms.BroadcastOptions;

/**
 * Converts messages of the bus to those of Node's adapter for Redis pub/sub and back: broadcasts are MessagePack; requests and
 * responses are JSON, those with packets MessagePack. The namespace is in the name of the channel only.
 * <p>
 * Decoding fails with an {@link IllegalArgumentException}, or returns {@code null} for what is not handled: the channels are
 * open to other software.
 * <p>
 * Thread: any; stateless.
 */
final class ClassicMessages {
    private static final int UNKNOWN = -1;
    private static final int ALL_SOCKETS = 0;
    private static final int ALL_ROOMS = 1;
    static final int REMOTE_JOIN = 2;
    static final int REMOTE_LEAVE = 3;
    static final int REMOTE_DISCONNECT = 4;
    private static final int REMOTE_FETCH = 5;
    static final int SERVER_SIDE_EMIT = 6;
    private static final int BROADCAST = 7;
    private static final int BROADCAST_CLIENT_COUNT = 8;
    private static final int BROADCAST_ACK = 9;
    /** The offset of the sender's name in a broadcast. */
    private static final int NAME_START = 2;
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final NodePackets packets;
    private final NodeMessages messages;

    ClassicMessages(NodePackets packets) {
        this.packets = packets;
        this.messages = new NodeMessages(packets);
    }

    byte[] encodeBroadcast(String uid, Broadcast broadcast) {
        ObjectNode packet = packets.packet(broadcast.packet()).put("nsp", broadcast.namespace());
        return MessagePack.write(NODES.arrayNode().add(uid).add(packet).add(NodeMessages.options(broadcast.options())));
    }

    /** Whether the sender of an encoded broadcast is a server of that host; false also for what is no broadcast. */
    static boolean isSentFrom(String host, byte[] broadcast) {
        // an array of 3, then the name: a text of 16 characters
        boolean prefixed = broadcast.length > NAME_START + host.length() && broadcast[0] == (byte) 0x93
                && broadcast[1] == (byte) 0xb0;
        for (int i = 0; prefixed && i < host.length(); i++) {
            prefixed = broadcast[NAME_START + i] == host.charAt(i);
        }
        return prefixed;
    }

    /** Decodes an array of sender, packet and options. */
    ChannelFormat.@Nullable Received decodeBroadcast(String namespace, byte[] bytes) {
        JsonNode array = NodeMessageCodec.tree(bytes);
        JsonNode packet = array.path(1);
        if (!array.isArray() || !array.path(0).isTextual()) {
            throw new IllegalArgumentException("no broadcast");
        } else if (!packet.path("nsp").asText("/").equals(namespace)) {
            return null;
        }
        EncodedPacket event = packets.event(namespace, packet);
        if (event == null) {
            throw new IllegalArgumentException("no event");
        }
        return new ChannelFormat.Received(array.get(0).textValue(),
                new Broadcast(namespace, NodeMessages.readOptions(array.path(2)), event));
    }

    /** @throws IllegalArgumentException if Node's adapter has no such request */
    byte[] encodeRequest(String uid, ClusterMessage message) {
        ObjectNode request = NODES.objectNode().put("uid", uid);
        if (message instanceof BroadcastWithAck asked) {
            request.put("requestId", asked.request()).put("type", BROADCAST);
            request.set("packet", packets.packet(asked.event()).put("nsp", asked.namespace()));
            request.set("opts", NodeMessages.options(asked.options(), asked.timeout()));
            return MessagePack.write(request);
        }
        writeRequest(message, request);
        return NodeMessageCodec.json(withoutBinary(request));
    }

    private void writeRequest(ClusterMessage message, ObjectNode request) {
        if (message instanceof SocketsJoin join) {
            request.put("type", REMOTE_JOIN).set("opts", selection(join.options()));
            request.set("rooms", NodeMessages.strings(join.rooms()));
        } else if (message instanceof SocketsLeave leave) {
            request.put("type", REMOTE_LEAVE).set("opts", selection(leave.options()));
            request.set("rooms", NodeMessages.strings(leave.rooms()));
        } else if (message instanceof DisconnectSockets disconnect) {
            request.put("type", REMOTE_DISCONNECT).set("opts", selection(disconnect.options()));
            request.put("close", disconnect.close());
        } else if (message instanceof FetchSockets fetch) {
            request.put("requestId", fetch.request()).put("type", REMOTE_FETCH).set("opts", selection(fetch.options()));
        } else if (message instanceof ServerSideEmit emit) {
            request.put("type", SERVER_SIDE_EMIT).set("data", packets.event(emit.event()));
        } else if (message instanceof ServerSideRequest asked) {
            request.put("requestId", asked.request()).put("type", SERVER_SIDE_EMIT).set("data", packets.event(asked.event()));
        } else {
            throw new IllegalArgumentException("Node's adapter has no " + message.kind());
        }
    }

    /** Requests that send nothing have no flags. */
    static ObjectNode selection(BroadcastOptions options) {
        return NodeMessages.options(options).without("flags");
    }

    ChannelFormat.Received decodeRequest(String namespace, byte[] bytes) {
        JsonNode request = NodeMessageCodec.tree(bytes);
        ClusterMessage message = readRequest(namespace, request);
        if (message == null) {
            throw new IllegalArgumentException("no request");
        }
        return new ChannelFormat.Received(request.path("uid").asText(), message);
    }

    private @Nullable ClusterMessage readRequest(String namespace, JsonNode request) {
        String id = NodeMessages.requestId(request);
        int type = request.path("type").asInt(UNKNOWN);
        return switch (type) {
            case ALL_SOCKETS -> fetch(type, namespace, id, NodeMessages.rooms(request.get("rooms")));
            case ALL_ROOMS -> fetch(type, namespace, id, BroadcastOptions.ALL);
            case REMOTE_JOIN -> new SocketsJoin(namespace, options(request), NodeMessages.strings(request.get("rooms")));
            case REMOTE_LEAVE -> new SocketsLeave(namespace, options(request), NodeMessages.strings(request.get("rooms")));
            case REMOTE_DISCONNECT -> new DisconnectSockets(namespace, options(request), request.path("close").asBoolean());
            case REMOTE_FETCH -> fetch(type, namespace, id, options(request));
            case SERVER_SIDE_EMIT -> serverSideEmit(namespace, id, packets.encode(namespace, request.get("data")));
            case BROADCAST -> broadcast(namespace, id, request);
            default -> null;
        };
    }

    private static BroadcastOptions options(JsonNode request) {
        return NodeMessages.readOptions(request.path("opts"));
    }

    /** The bus has one request for sockets: a digit before its id tells which response is wanted. */
    private static @Nullable ClusterMessage fetch(int type, String namespace, @Nullable String id, BroadcastOptions options) {
        return id == null ? null : new FetchSockets(namespace, type + id, options);
    }

    private static @Nullable ClusterMessage serverSideEmit(String namespace, @Nullable String id,
            @Nullable EncodedPacket event) {
        if (event == null) {
            return null;
        }
        return id == null ? new ServerSideEmit(namespace, event) : new ServerSideRequest(namespace, id, event);
    }

    private @Nullable ClusterMessage broadcast(String namespace, @Nullable String id, JsonNode request) {
        EncodedPacket event = packets.event(namespace, request.get("packet"));
        return id == null || event == null ? null
                : new BroadcastWithAck(namespace, id, options(request),
                        NodeMessages.timeout(request), event);
    }

    /** @throws IllegalArgumentException if Node's adapter has no such response */
    byte[] encodeResponse(ClusterMessage.Response<?> message) {
        ObjectNode response = NODES.objectNode();
        if (message instanceof ClientAck ack && ack.answer() != null) {
            response.put("type", BROADCAST_ACK).put("requestId", ack.request()).set("packet", packets.ack(ack.answer()));
            return MessagePack.write(response);
        } else if (message instanceof ClientCount count) {
            response.put("type", BROADCAST_CLIENT_COUNT).put("requestId", count.request())
                    .put("clientCount", count.clients());
        } else if (message instanceof ServerSideResponse answer && answer.answer() != null) {
            response.put("type", SERVER_SIDE_EMIT).put("requestId", answer.request())
                    .set("data", packets.ack(answer.answer()));
        } else if (message instanceof FetchedSockets fetched) {
            writeSockets(fetched, response);
        } else {
            throw new IllegalArgumentException("Node's adapter has no " + message.kind());
        }
        return NodeMessageCodec.json(withoutBinary(response));
    }

    private void writeSockets(FetchedSockets fetched, ObjectNode response) {
        response.put("requestId", fetched.request().substring(1));
        switch (fetched.request().charAt(0) - '0') {
            case ALL_SOCKETS -> {
                ArrayNode ids = response.putArray("sockets");
                fetched.sockets().forEach(socket -> ids.add(socket.id()));
            }
            case ALL_ROOMS -> {
                Set<String> rooms = new LinkedHashSet<>();
                fetched.sockets().forEach(socket -> rooms.addAll(socket.rooms()));
                response.set("rooms", NodeMessages.strings(rooms));
            }
            default -> response.set("sockets", messages.sockets(fetched.sockets()));
        }
    }

    /** Decodes a response, which has no sender. */
    ClusterMessage.Response<?> decodeResponse(String namespace, byte[] bytes) {
        JsonNode response = NodeMessageCodec.tree(bytes);
        String id = NodeMessages.requestId(response);
        if (id == null) {
            throw new IllegalArgumentException("no response");
        } else if (response.has("sockets")) {
            return new FetchedSockets(namespace, id, messages.details(response.get("sockets")), false);
        }
        return switch (response.path("type").asInt(UNKNOWN)) {
            case SERVER_SIDE_EMIT -> new ServerSideResponse(namespace, id, packets.encodeAck(namespace, response.get("data")));
            case BROADCAST_CLIENT_COUNT -> new ClientCount(namespace, id, Math.max(0, response.path("clientCount").asInt()));
            case BROADCAST_ACK -> new ClientAck(namespace, id, packets.encodeAck(namespace, response.get("packet")));
            default -> throw new IllegalArgumentException("a response of another type");
        };
    }

    /** Returns the value with binary values as Node's buffers are written as JSON. */
    static JsonNode withoutBinary(JsonNode value) {
        if (!NodeMessageCodec.hasBinary(value)) {
            return value;
        } else if (value instanceof BinaryNode binary) {
            ArrayNode bytes = NODES.arrayNode();
            for (byte b : binary.binaryValue()) {
                bytes.add(b & 0xff);
            }
            return NODES.objectNode().put("type", "Buffer").set("data", bytes);
        } else if (value instanceof ArrayNode array) {
            ArrayNode copy = NODES.arrayNode(array.size());
            array.forEach(element -> copy.add(withoutBinary(element)));
            return copy;
        }
        ObjectNode copy = NODES.objectNode();
        value.properties().forEach(entry -> copy.set(entry.getKey(), withoutBinary(entry.getValue())));
        return copy;
    }
}

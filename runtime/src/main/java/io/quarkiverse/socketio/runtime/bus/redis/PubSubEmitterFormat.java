package io.quarkiverse.socketio.runtime.bus.redis;

import java.util.Set;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.quarkiverse.socketio.runtime.bus.ClusterMessage;
import io.quarkiverse.socketio.runtime.bus.ClusterMessage.Broadcast;
import io.quarkiverse.socketio.runtime.bus.ClusterMessage.DisconnectSockets;
import io.quarkiverse.socketio.runtime.bus.ClusterMessage.ServerSideEmit;
import io.quarkiverse.socketio.runtime.bus.ClusterMessage.SocketsJoin;
import io.quarkiverse.socketio.runtime.bus.ClusterMessage.SocketsLeave;
import io.quarkiverse.socketio.runtime.socketio.packet.MessagePack;
import io.quarkiverse.socketio.runtime.socketio.rooms.BroadcastOptions;
import io.vertx.redis.client.Command;

/**
 * Sends as npm {@code @socket.io/redis-emitter} does, to servers with {@code createAdapter} of npm
 * {@code @socket.io/redis-adapter}. Unlike those of servers, commands other than server-side events have no sender.
 * <p>
 * Thread: any; immutable.
 *
 * @param key the prefix of the channels
 */
record PubSubEmitterFormat(NodePackets packets, String key) implements EmitterFormat {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    @Override
    public RedisCommand encode(ClusterMessage.Command message) {
        String namespace = message.namespace();
        if (message instanceof Broadcast broadcast) {
            Set<String> rooms = broadcast.options().rooms();
            String room = rooms.size() == 1 ? rooms.iterator().next() + "#" : "";
            return RedisCommand.publish(Command.PUBLISH, key + "#" + namespace + "#" + room, encodeBroadcast(broadcast));
        }
        return RedisCommand.publish(Command.PUBLISH, key + "-request#" + namespace + "#", encodeRequest(message));
    }

    private byte[] encodeBroadcast(Broadcast broadcast) {
        ObjectNode packet = packets.packet(broadcast.packet()).put("nsp", broadcast.namespace());
        return MessagePack.write(NODES.arrayNode().add(UID).add(packet).add(options(broadcast.options())));
    }

    /** Returns options in the order in which Node's emitters write them. */
    static ObjectNode options(BroadcastOptions options) {
        ObjectNode ofServers = NodeMessages.options(options);
        ObjectNode ordered = NODES.objectNode();
        ordered.set("rooms", ofServers.get("rooms"));
        ordered.set("flags", ofServers.get("flags"));
        ordered.set("except", ofServers.get("except"));
        return ordered;
    }

    private byte[] encodeRequest(ClusterMessage message) {
        ObjectNode request = NODES.objectNode();
        if (message instanceof SocketsJoin join) {
            request.put("type", ClassicMessages.REMOTE_JOIN).set("opts", ClassicMessages.selection(join.options()));
            request.set("rooms", NodeMessages.strings(join.rooms()));
        } else if (message instanceof SocketsLeave leave) {
            request.put("type", ClassicMessages.REMOTE_LEAVE).set("opts", ClassicMessages.selection(leave.options()));
            request.set("rooms", NodeMessages.strings(leave.rooms()));
        } else if (message instanceof DisconnectSockets disconnect) {
            request.put("type", ClassicMessages.REMOTE_DISCONNECT).set("opts",
                    ClassicMessages.selection(disconnect.options()));
            request.put("close", disconnect.close());
        } else if (message instanceof ServerSideEmit emit) {
            request.put("uid", UID).put("type", ClassicMessages.SERVER_SIDE_EMIT).set("data", packets.event(emit.event()));
        } else {
            throw new IllegalArgumentException("Node's emitter has no " + message.kind());
        }
        return NodeMessageCodec.json(ClassicMessages.withoutBinary(request));
    }
}

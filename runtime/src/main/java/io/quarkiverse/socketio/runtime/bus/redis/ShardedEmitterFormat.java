package io.quarkiverse.socketio.runtime.bus.redis;

import java.util.Set;

import io.quarkiverse.socketio.runtime.bus.ClusterMessage;
import io.vertx.redis.client.Command;

/**
 * Sends as servers with {@code createShardedAdapter} of npm {@code @socket.io/redis-adapter} do; Node has no emitter for them.
 * <p>
 * Thread: any; immutable.
 *
 * @param prefix of the channels
 */
record ShardedEmitterFormat(NodeMessages messages, String prefix, ShardedFormat.RoomChannels mode) implements EmitterFormat {

    @Override
    public RedisCommand encode(ClusterMessage.Command message) {
        String channel = prefix + "#" + message.namespace() + "#";
        if (message instanceof ClusterMessage.Broadcast broadcast) {
            Set<String> rooms = broadcast.options().rooms();
            if (rooms.size() == 1 && mode.isSeparate(rooms.iterator().next())) {
                channel += rooms.iterator().next() + "#";
            }
        }
        return RedisCommand.publish(Command.SPUBLISH, channel, NodeMessageCodec.encode(messages.toNode(UID, message)));
    }
}

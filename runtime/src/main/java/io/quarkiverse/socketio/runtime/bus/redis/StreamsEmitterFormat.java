package io.quarkiverse.socketio.runtime.bus.redis;

import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.quarkiverse.socketio.runtime.bus.ClusterMessage;
import io.vertx.redis.client.Command;

/**
 * Sends as npm {@code redis-streams-emitter} does: adds all messages to the stream, to be read by servers with npm
 * {@code @socket.io/redis-streams-adapter}. That emitter knows one stream; of several, the namespace decides, as on servers.
 * <p>
 * Thread: any; immutable.
 *
 * @param maxLen about how many entries a stream keeps
 */
record StreamsEmitterFormat(NodeMessages messages, StreamNames names, int maxLen) implements EmitterFormat {

    @Override
    public RedisCommand encode(ClusterMessage.Command message) {
        NodeMessage node = messages.toNode(UID, message);
        ObjectNode data = node.data();
        if (data != null && message instanceof ClusterMessage.Broadcast broadcast) {
            ((ObjectNode) data.get("packet")).put("nsp", broadcast.namespace());
            data.set("opts", PubSubEmitterFormat.options(broadcast.options()));
        }
        List<String> arguments = new ArrayList<>(
                List.of(names.of(message.namespace()), "MAXLEN", "~", Integer.toString(maxLen), "*"));
        NodeMessageCodec.encodeEntry(node).forEach((name, value) -> {
            arguments.add(name);
            arguments.add(value);
        });
        return RedisCommand.of(Command.XADD, arguments);
    }
}

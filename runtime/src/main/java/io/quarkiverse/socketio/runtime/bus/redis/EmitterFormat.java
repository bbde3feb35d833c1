package io.quarkiverse.socketio.runtime.bus.redis;

import java.nio.charset.StandardCharsets;
import java.util.List;

import io.quarkiverse.socketio.runtime.bus.ClusterMessage;
import io.quarkiverse.socketio.runtime.socketio.packet.PacketParser;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;

/**
 * How emitters send messages to servers: as one of Node's emitters does, or where Node has none, as a server.
 * <p>
 * Thread: any; immutable.
 */
public sealed interface EmitterFormat permits PubSubEmitterFormat, ShardedEmitterFormat, StreamsEmitterFormat {
    /** The sender in messages of Node's emitters. Servers respond to none of them. */
    String UID = "emitter";

    /**
     * Encodes a command.
     *
     * @throws IllegalArgumentException if emitters send no such message
     */
    RedisCommand encode(ClusterMessage.Command message);

    /**
     * Returns the format of npm {@code @socket.io/redis-emitter}.
     *
     * @param key the prefix of the channels
     */
    static EmitterFormat pubSub(PacketParser parser, String key) {
        return new PubSubEmitterFormat(new NodePackets(parser), key);
    }

    /**
     * Returns the format of servers over sharded pub/sub.
     *
     * @param prefix of the channels
     * @param mode the name of a mode of Node's adapter, in upper case
     */
    static EmitterFormat shardedPubSub(PacketParser parser, String prefix, String mode) {
        return new ShardedEmitterFormat(new NodeMessages(new NodePackets(parser)), prefix,
                ShardedFormat.RoomChannels.valueOf(mode));
    }

    /** Returns the format of npm {@code redis-streams-emitter}. */
    static EmitterFormat streams(PacketParser parser, Streams streams) {
        return new StreamsEmitterFormat(new NodeMessages(new NodePackets(parser)),
                new StreamNames(streams.name(), streams.count()), streams.maxLen());
    }

    /**
     * The streams of a cluster.
     *
     * @param name the key, or with several streams its beginning
     * @param maxLen about how many entries a stream keeps
     */
    record Streams(String name, int count, int maxLen) {
    }

    /** A command for Redis. */
    record RedisCommand(Command command, List<byte[]> arguments) {

        static RedisCommand of(Command command, List<String> arguments) {
            return new RedisCommand(command,
                    arguments.stream().map(argument -> argument.getBytes(StandardCharsets.UTF_8)).toList());
        }

        static RedisCommand publish(Command command, String channel, byte[] message) {
            return new RedisCommand(command, List.of(channel.getBytes(StandardCharsets.UTF_8), message));
        }

        Request request() {
            Request request = Request.cmd(command);
            arguments.forEach(request::arg);
            return request;
        }

        /** Returns the bytes of its arguments. */
        long size() {
            return arguments.stream().mapToLong(argument -> argument.length).sum();
        }
    }
}

package io.quarkiverse.socketio.runtime.bus.redis;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.runtime.bus.Bus;
import io.quarkiverse.socketio.runtime.bus.DataChannel;
import io.quarkiverse.socketio.runtime.bus.RemoteBus;
import io.quarkiverse.socketio.runtime.bus.ServerName;
import io.quarkiverse.socketio.runtime.socketio.packet.PacketParser;
import io.quarkiverse.socketio.runtime.socketio.recovery.EventLogs;
import io.quarkiverse.socketio.runtime.time.Scheduler;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Redis;

/**
 * Creates the buses over Redis.
 * <p>
 * Thread: any.
 *
 * @param vertx runs each bus on one event loop
 * @param parser decodes and encodes packets as those of clients
 * @param scheduler runs timeouts
 */
public record RedisBuses(Redis redis, Vertx vertx, PacketParser parser, Limits limits, Scheduler scheduler) {

    /**
     * Limits of all buses.
     *
     * @param unconfirmedBytes of messages that Redis has not confirmed; beyond, messages are dropped
     * @param messageBytes of messages of other servers; larger ones are ignored
     */
    public record Limits(long unconfirmedBytes, int messageBytes) {
    }

    /**
     * Returns a bus over plain pub/sub.
     *
     * @param key the prefix of the channels
     * @param ownResponseChannel whether responses are sent to a channel that only the server with the request subscribes to
     */
    public Bus pubSub(ServerName self, String key, boolean ownResponseChannel) {
        ClassicMessages messages = new ClassicMessages(new NodePackets(parser));
        return bus(self, false, key, new ClassicFormat(self, key, ownResponseChannel, messages));
    }

    /**
     * Returns a bus over sharded pub/sub.
     *
     * @param prefix of the channels
     * @param mode the name of a mode of Node's adapter, in upper case
     */
    public Bus shardedPubSub(ServerName self, String prefix, String mode) {
        return bus(self, true, prefix, new ShardedFormat(self, prefix, ShardedFormat.RoomChannels.valueOf(mode),
                new NodeMessages(new NodePackets(parser))));
    }

    /**
     * Connects over streams. Events get their places from the stream.
     *
     * @param logs of the events that are kept, with one stream only, as several have no common order; {@code null} if none are
     */
    public RemoteBus streams(ServerName self, Streams config, @Nullable EventLogs logs) {
        NodePackets packets = new NodePackets(parser);
        VertxRedisStreams streams = new VertxRedisStreams(redis, vertx.getOrCreateContext(), limits.unconfirmedBytes());
        RedisChannels channels = channels(self, config.sharded(), config.channelPrefix());
        StreamNames names = new StreamNames(config.name(), config.count());
        StreamsBus bus = new StreamsBus(
                new StreamsBus.Settings(self, names, config.channelPrefix(), logs != null,
                        new StreamsBus.Settings.Limits(config.maxLen(), limits.unconfirmedBytes(), limits.messageBytes()),
                        new StreamReader.Settings(names.all(), config.readCount(), config.block(),
                                logs == null ? Duration.ZERO : logs.limits().time(), limits.messageBytes())),
                streams, channels, packets, scheduler);
        if (logs == null) {
            return RemoteBus.of(bus);
        }
        logs.useStream(StreamId.OFFSETS);
        SessionReleases releases = new SessionReleases(self, config.channelPrefix(), channels, scheduler);
        RedisSessionStore.Parts parts = new RedisSessionStore.Parts(self.toString(), config.sessionKeyPrefix(), streams,
                streams,
                names, new StreamMessages(new NodeMessages(packets)), new NodeSessions(packets), releases);
        // no key of a session: Redis responds after what was sent before
        Supplier<CompletionStage<?>> saved = () -> streams.remove(config.sessionKeyPrefix());
        bus.handleOthers((channel, message) -> releases.receive(channel, message, saved));
        return new RemoteBus(bus, (namespace, callbacks) -> new RedisSessionStore(namespace, callbacks, logs, parts),
                releases::start, saved);
    }

    /**
     * The settings of the adapter for streams, which are those of Node's.
     *
     * @param name the key of the stream, or with several streams its beginning
     * @param sharded whether requests and responses use sharded pub/sub
     */
    public record Streams(String name, int count, int maxLen, int readCount, Duration block, String channelPrefix, // wall: settings
            boolean sharded, String sessionKeyPrefix) {
    }

    /**
     * Returns a channel for other data than that of adapters, over plain pub/sub and connections of its own.
     *
     * @param name of this server: letters and digits
     * @param key the prefix of the channels
     */
    public DataChannel dataChannel(String name, String key) {
        RedisChannels channels = new VertxRedisChannels(redis, vertx.getOrCreateContext(),
                new VertxRedisChannels.Settings(false, key + "-quarkus-check#" + name + "#", limits.unconfirmedBytes()));
        return new RedisDataChannel(channels, key, name, limits.messageBytes());
    }

    /**
     * Returns a lease that is not started.
     *
     * @param key the prefix of its key
     * @param wanted whether this process takes it
     */
    public RedisLease leaderLease(String key, RedisLease.Clocks clocks, BooleanSupplier wanted) {
        return new RedisLease(new LeaseConnection(redis, vertx.getOrCreateContext(), key + "-quarkus-leader"), scheduler,
                clocks, wanted);
    }

    private RedisChannels channels(ServerName self, boolean sharded, String prefix) {
        return new VertxRedisChannels(redis, vertx.getOrCreateContext(),
                new VertxRedisChannels.Settings(sharded, prefix + "-server#" + self + "#", limits.unconfirmedBytes()));
    }

    private Bus bus(ServerName self, boolean sharded, String prefix, ChannelFormat format) {
        return new PubSubBus(self, channels(self, sharded, prefix), format, limits.messageBytes());
    }
}

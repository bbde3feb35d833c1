package io.quarkiverse.socketio.runtime.config;

import java.time.Duration;
import java.util.Optional;

import io.quarkus.runtime.annotations.ConfigDocDefault;
import io.smallrye.config.WithDefault;

/** The connection to the servers of other hosts. */
public interface AdapterConfig {

    /**
     * What connects the servers of several hosts: {@code redis} (pub/sub), {@code redis-sharded} (sharded pub/sub, from Redis 7
     * on) or {@code redis-streams}. They require the extension {@code quarkus-redis-client}, and share one cluster with Node's
     * servers that use the adapter of the same name. With {@code auto} each host is on its own: a single process, or a cluster
     * of workers.
     */
    @WithDefault("auto")
    Type type();

    /** The kinds of connections. */
    enum Type {
        AUTO,
        REDIS,
        REDIS_SHARDED,
        REDIS_STREAMS
    }

    /** Redis' pub/sub, as {@code createAdapter} of npm {@code @socket.io/redis-adapter} uses it. */
    Redis redis();

    /** Redis' sharded pub/sub, as {@code createShardedAdapter} of npm {@code @socket.io/redis-adapter} uses it. */
    RedisSharded redisSharded();

    /** Redis' streams, as npm {@code @socket.io/redis-streams-adapter} uses them. */
    RedisStreams redisStreams();

    interface Redis {
        /** The name of the Redis client, {@code quarkus.redis.<name>.*}. Applies to all connections over Redis. */
        @ConfigDocDefault("the default client")
        Optional<String> clientName();

        /** The prefix of the channels: {@code key} of Node's adapter. */
        @WithDefault("socket.io")
        String key();

        /** How long servers may take to respond to a request of this one. Applies to all connections over Redis. */
        @WithDefault("5s")
        Duration requestsTimeout();

        /**
         * Whether responses are sent to a channel that only the server with the request subscribes to; all servers subscribe to
         * such a channel. Node's servers before version 8.1 of the adapter do not.
         */
        @WithDefault("false")
        boolean publishOnSpecificResponseChannel();

        /**
         * The most bytes of messages that were sent to Redis and are not confirmed yet. Beyond, messages to other hosts are
         * dropped and counted. Applies to all connections over Redis.
         */
        @WithDefault("16000000")
        long maxUnconfirmedBytes();

        /** The largest message that is read from Redis, in bytes; larger ones are ignored and counted. */
        @WithDefault("16000000")
        int maxMessageBytes();
    }

    interface RedisSharded {
        /** The prefix of the channels: {@code channelPrefix} of Node's adapter. */
        @WithDefault("socket.io")
        String channelPrefix();

        /**
         * Whether rooms have channels of their own: {@code static} (no), {@code dynamic} (all but those of single sockets) or
         * {@code dynamic-private} (all). Must be the same on all servers.
         */
        @WithDefault("dynamic")
        SubscriptionMode subscriptionMode();
    }

    /** Which rooms have channels. */
    enum SubscriptionMode {
        STATIC,
        DYNAMIC,
        DYNAMIC_PRIVATE
    }

    interface RedisStreams {
        /** The key of the stream: {@code streamName} of Node's adapter. */
        @WithDefault("socket.io")
        String streamName();

        /**
         * The number of streams among which the namespaces are divided, for a Redis Cluster: {@code streamCount} of Node's
         * adapter. Must be the same on all servers. With recovery there must be one stream, as several have no common order.
         */
        @WithDefault("1")
        int streamCount();

        /** The prefix of the channels of requests and responses: {@code channelPrefix} of Node's adapter. */
        @WithDefault("socket.io")
        String channelPrefix();

        /** Whether requests and responses use sharded pub/sub (from Redis 7 on). Must be the same on all servers. */
        @WithDefault("false")
        boolean useShardedPubSub();

        /** About how many entries a stream keeps. */
        @WithDefault("10000")
        int maxLen();

        /** The most entries that are read at a time. */
        @WithDefault("100")
        int readCount();

        /** How long Redis waits for new entries before it responds that there are none. */
        @WithDefault("5s")
        Duration blockTime();

        /** The prefix of the keys of the sessions that clients can recover. */
        @WithDefault("sio:session:")
        String sessionKeyPrefix();
    }
}

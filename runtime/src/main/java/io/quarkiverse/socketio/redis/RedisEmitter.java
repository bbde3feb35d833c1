package io.quarkiverse.socketio.redis;

import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;

import io.quarkiverse.socketio.EmitterOperator;
import io.quarkiverse.socketio.SocketIOEmitter;
import io.quarkiverse.socketio.runtime.bus.redis.EmitterConnection;
import io.quarkiverse.socketio.runtime.bus.redis.EmitterFormat;
import io.quarkiverse.socketio.runtime.bus.redis.NamespaceEmitter;
import io.quarkiverse.socketio.runtime.socketio.packet.JsonPacketParser;
import io.quarkiverse.socketio.runtime.socketio.packet.PacketParser;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Redis;

/**
 * A {@link SocketIOEmitter} for programs without CDI, with a Redis client of Vert.x.
 *
 * <pre>{@code
 * public static void main(String[] args) {
 *     Vertx vertx = Vertx.vertx();
 *     Redis redis = Redis.createClient(vertx, "redis://localhost:6379");
 *     try (RedisEmitter emitter = RedisEmitter.builder(vertx, redis).build()) {
 *         emitter.to("news").emit("headline", "It works");
 *     } // waits until Redis has confirmed the event
 *     vertx.close();
 * }
 * }</pre>
 *
 * One emitter suffices for a program: it has one connection, which is opened with the first action, and opened again when it
 * is lost. The caller closes the emitter, then the client.
 * <p>
 * Thread: any.
 */
public final class RedisEmitter implements SocketIOEmitter, AutoCloseable {
    /** How much longer than for an action {@link #close} waits. */
    private static final Duration GRACE = Duration.ofSeconds(1);

    private final EmitterConnection connection;
    private final SocketIOEmitter emitter;
    private final Duration closeTimeout;

    private RedisEmitter(EmitterConnection connection, SocketIOEmitter emitter, Duration timeout) {
        this.connection = connection;
        this.emitter = emitter;
        // of what was sent a moment ago; checks make it up to a tenth longer
        this.closeTimeout = timeout.multipliedBy(11).dividedBy(10).plus(GRACE);
    }

    /**
     * Returns a builder.
     *
     * @param vertx runs the emitter on one of its event loops
     * @param redis a client of any kind: for one server, sentinels, a replication or a cluster
     * @return a builder of an emitter over pub/sub
     */
    public static Builder builder(Vertx vertx, Redis redis) {
        return new Builder(vertx, redis);
    }

    @Override
    public SocketIOEmitter of(String namespace) {
        return emitter.of(namespace);
    }

    @Override
    public EmitterOperator to(String... rooms) {
        return emitter.to(rooms);
    }

    @Override
    public EmitterOperator except(String... rooms) {
        return emitter.except(rooms);
    }

    @Override
    public EmitterOperator asVolatile() {
        return emitter.asVolatile();
    }

    @Override
    public EmitterOperator compress(boolean wanted) {
        return emitter.compress(wanted);
    }

    @Override
    public CompletionStage<Void> emit(String event, Object... args) {
        return emitter.emit(event, args);
    }

    @Override
    public CompletionStage<Void> socketsJoin(String... rooms) {
        return emitter.socketsJoin(rooms);
    }

    @Override
    public CompletionStage<Void> socketsLeave(String... rooms) {
        return emitter.socketsLeave(rooms);
    }

    @Override
    public CompletionStage<Void> disconnectSockets(boolean close) {
        return emitter.disconnectSockets(close);
    }

    @Override
    public CompletionStage<Void> serverSideEmit(String event, Object... args) {
        return emitter.serverSideEmit(event, args);
    }

    /**
     * Takes no actions any more, and waits until all stages of those before have completed; then the connection is closed. On
     * an event loop of Vert.x it does not wait. An interrupted thread stops waiting and stays interrupted.
     */
    @Override
    public void close() {
        CompletionStage<Void> closed = connection.close();
        if (Context.isOnEventLoopThread()) {
            return;
        }
        try {
            closed.toCompletableFuture().get(closeTimeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            // the event loop has ended: nothing is left to wait for
        }
    }

    /**
     * Sets what an emitter needs to know of the servers.
     *
     * <pre>{@code
     * RedisEmitter create(Vertx vertx, Redis redis) {
     *     return RedisEmitter.builder(vertx, redis).streams("socket.io", 1, 10_000).timeout(Duration.ofSeconds(2)).build();
     * }
     * }</pre>
     *
     * Thread: one.
     */
    public static final class Builder {
        private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(10);
        private static final long DEFAULT_BYTES = 16_000_000;
        private static final Set<String> MODES = Set.of("static", "dynamic", "dynamic-private");

        private final Vertx vertx;
        private final Redis redis;
        private Function<PacketParser, EmitterFormat> format = parser -> EmitterFormat.pubSub(parser, "socket.io");
        private ObjectMapper mapper = JsonMapper.builder().findAndAddModules()
                .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS, SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS,
                        SerializationFeature.FAIL_ON_EMPTY_BEANS)
                .build();
        private Duration timeout = DEFAULT_TIMEOUT;
        private long maxUnconfirmedBytes = DEFAULT_BYTES;

        private Builder(Vertx vertx, Redis redis) {
            this.vertx = vertx;
            this.redis = redis;
        }

        /**
         * Has the emitter publish as npm {@code @socket.io/redis-emitter} does: for servers with
         * {@code quarkus.socketio.adapter.type=redis}, or with {@code createAdapter} of {@code @socket.io/redis-adapter}. This
         * is the default, with the key {@code socket.io}.
         *
         * @param key the prefix of the channels, which the servers have, too
         * @return this builder
         */
        public Builder pubSub(String key) {
            format = parser -> EmitterFormat.pubSub(parser, key);
            return this;
        }

        /**
         * Has the emitter publish as servers do that have {@code quarkus.socketio.adapter.type=redis-sharded}, or
         * {@code createShardedAdapter} of {@code @socket.io/redis-adapter}; there is no such emitter for Node. Needs Redis 7.
         *
         * @param channelPrefix the prefix of the channels, which the servers have, too
         * @param subscriptionMode that of the servers: {@code static}, {@code dynamic} or {@code dynamic-private}
         * @return this builder
         * @throws IllegalArgumentException if there is no such mode
         */
        public Builder shardedPubSub(String channelPrefix, String subscriptionMode) {
            if (!MODES.contains(subscriptionMode)) {
                throw new IllegalArgumentException("subscriptionMode \"" + subscriptionMode + "\" is none of " + MODES);
            }
            String mode = subscriptionMode.toUpperCase(Locale.ROOT).replace('-', '_');
            format = parser -> EmitterFormat.shardedPubSub(parser, channelPrefix, mode);
            return this;
        }

        /**
         * Has the emitter add to a stream as npm {@code redis-streams-emitter} does: for servers with
         * {@code quarkus.socketio.adapter.type=redis-streams}, or with {@code @socket.io/redis-streams-adapter}.
         *
         * @param streamName the key of the stream, which the servers have, too
         * @param streamCount the number of streams that the servers have, 1 by default
         * @param maxLen about how many entries the stream keeps; the servers have 10000 by default
         * @return this builder
         * @throws IllegalArgumentException if a number is less than 1
         */
        public Builder streams(String streamName, int streamCount, int maxLen) {
            if (streamCount < 1 || maxLen < 1) {
                throw new IllegalArgumentException(
                        "streamCount " + streamCount + " and maxLen " + maxLen + " must be 1 at least");
            }
            format = parser -> EmitterFormat.streams(parser, new EmitterFormat.Streams(streamName, streamCount, maxLen));
            return this;
        }

        /**
         * Sets what writes the arguments of events. The default has all of Jackson's modules on the class path, and writes
         * dates as text, as that of Quarkus does.
         *
         * @param objectMapper is copied
         * @return this builder
         */
        public Builder objectMapper(ObjectMapper objectMapper) {
            mapper = objectMapper.copy();
            return this;
        }

        /**
         * Sets the time within which Redis must confirm an action; it includes the wait for a connection. The default is ten
         * seconds.
         *
         * @param limit the time, at least a millisecond
         * @return this builder
         * @throws IllegalArgumentException if the time is less than a millisecond
         */
        public Builder timeout(Duration limit) {
            if (limit.toMillis() < 1) {
                throw new IllegalArgumentException("timeout " + limit + " is less than a millisecond");
            }
            timeout = limit;
            return this;
        }

        /**
         * Sets the most bytes of actions that Redis has not confirmed; beyond, actions fail. The default is 16 MB.
         *
         * @param bytes the number of bytes
         * @return this builder
         */
        public Builder maxUnconfirmedBytes(long bytes) {
            maxUnconfirmedBytes = bytes;
            return this;
        }

        /** {@return a new emitter} */
        public RedisEmitter build() {
            mapper.registerModule(new SimpleModule().addSerializer(Buffer.class, new BufferSerializer()));
            PacketParser parser = new JsonPacketParser(mapper, Integer.MAX_VALUE);
            EmitterConnection connection = new EmitterConnection(redis, vertx,
                    new EmitterConnection.Limits(maxUnconfirmedBytes, timeout));
            return new RedisEmitter(connection, new NamespaceEmitter(parser, format.apply(parser), connection), timeout);
        }
    }
}

package io.quarkiverse.socketio.runtime.quarkus.redis;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.SocketIOEmitter;
import io.quarkiverse.socketio.runtime.bus.redis.EmitterConnection;
import io.quarkiverse.socketio.runtime.bus.redis.EmitterFormat;
import io.quarkiverse.socketio.runtime.bus.redis.NamespaceEmitter;
import io.quarkiverse.socketio.runtime.config.AdapterConfig;
import io.quarkiverse.socketio.runtime.config.SocketIOConfig;
import io.quarkiverse.socketio.runtime.socketio.packet.PacketParser;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Redis;

/** Produces the emitter. Only in applications with the extension for Redis. */
@Singleton
public class EmitterWiring {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    /** After the time limit of what was emitted last. */
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(12);

    /** {@code null} until the emitter is injected. */
    private volatile @Nullable EmitterConnection connection;

    @Produces
    @Singleton
    SocketIOEmitter emitter(SocketIOConfig config, Instance<Redis> client, @Any Instance<Redis> clients, Vertx vertx, // wall: parts
            PacketParser parser) {
        AdapterConfig adapter = config.adapter();
        if (adapter.type() == AdapterConfig.Type.AUTO) {
            throw new ConfigurationException("SocketIOEmitter sends over Redis as quarkus.socketio.adapter.type says, which is"
                    + " auto: set it to redis, redis-sharded or redis-streams, as on the servers");
        }
        EmitterConnection created = new EmitterConnection(RedisWiring.client(config, client, clients), vertx,
                new EmitterConnection.Limits(adapter.redis().maxUnconfirmedBytes(), TIMEOUT));
        connection = created;
        return new NamespaceEmitter(parser, format(adapter, parser), created);
    }

    private static EmitterFormat format(AdapterConfig adapter, PacketParser parser) {
        AdapterConfig.RedisStreams streams = adapter.redisStreams();
        return switch (adapter.type()) {
            case REDIS -> EmitterFormat.pubSub(parser, adapter.redis().key());
            case REDIS_SHARDED -> EmitterFormat.shardedPubSub(parser, adapter.redisSharded().channelPrefix(),
                    adapter.redisSharded().subscriptionMode().name());
            case REDIS_STREAMS -> EmitterFormat.streams(parser,
                    new EmitterFormat.Streams(streams.streamName(), streams.streamCount(), streams.maxLen()));
            case AUTO -> throw new IllegalStateException("[BUG] no emitter for " + adapter.type());
        };
    }

    /** Waits for what was emitted before, also by the application's observers. */
    void close(@Observes @Priority(Interceptor.Priority.LIBRARY_AFTER) ShutdownEvent event) throws InterruptedException {
        EmitterConnection present = connection;
        if (present != null) {
            try {
                present.close().toCompletableFuture().get(CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
            } catch (ExecutionException | TimeoutException e) {
                // what has not ended is logged
            }
        }
    }
}

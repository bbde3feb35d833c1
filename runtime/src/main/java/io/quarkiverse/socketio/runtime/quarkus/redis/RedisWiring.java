package io.quarkiverse.socketio.runtime.quarkus.redis;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
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

import org.jboss.logging.Logger;

import io.quarkiverse.socketio.runtime.bus.DataChannel;
import io.quarkiverse.socketio.runtime.bus.RemoteBus;
import io.quarkiverse.socketio.runtime.bus.redis.RedisBuses;
import io.quarkiverse.socketio.runtime.config.AdapterConfig;
import io.quarkiverse.socketio.runtime.config.SocketIOConfig;
import io.quarkiverse.socketio.runtime.socketio.packet.PacketParser;
import io.quarkiverse.socketio.runtime.time.Scheduler;
import io.quarkus.arc.InjectableBean;
import io.quarkus.redis.client.RedisClientName;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Redis;

/** Produces the bus between hosts. Only in applications with the extension for Redis. */
@Singleton
public class RedisWiring {
    private static final Logger LOG = Logger.getLogger(RedisWiring.class);
    private static final Duration MAX_SAVING = Duration.ofSeconds(5);

    private final List<RemoteBus> created = new CopyOnWriteArrayList<>();

    /**
     * Asks for the default client and for all others, so that the extension creates the one that the configuration names: the
     * default one even if its hosts are not known before the application runs.
     */
    @Produces
    @Singleton
    RemoteBus.Factory remoteBus(SocketIOConfig config, Instance<Redis> client, @Any Instance<Redis> clients, Vertx vertx, // wall: parts
            PacketParser parser) {
        return (self, logs) -> {
            AdapterConfig adapter = config.adapter();
            AdapterConfig.Redis redis = adapter.redis();
            requireKnownDurability(config);
            RedisBuses buses = buses(config, client(config, client, clients), vertx, parser);
            RemoteBus remote = switch (adapter.type()) {
                case REDIS ->
                    RemoteBus.of(buses.pubSub(self, redis.key(), redis.publishOnSpecificResponseChannel()));
                case REDIS_SHARDED -> RemoteBus.of(buses.shardedPubSub(self, adapter.redisSharded().channelPrefix(),
                        adapter.redisSharded().subscriptionMode().name()));
                case REDIS_STREAMS -> buses.streams(self, streams(adapter.redisStreams()), logs);
                case AUTO -> throw new IllegalStateException("[BUG] no bus for " + config.adapter().type());
            };
            created.add(remote);
            return remote;
        };
    }

    /** As {@link #remoteBus}, for other data. */
    @Produces
    @Singleton
    DataChannel.Factory dataChannel(SocketIOConfig config, Instance<Redis> client, @Any Instance<Redis> clients, Vertx vertx, // wall: parts
            PacketParser parser) {
        return name -> buses(config, client(config, client, clients), vertx, parser).dataChannel(name,
                config.adapter().redis().key());
    }

    static RedisBuses buses(SocketIOConfig config, Redis client, Vertx vertx, PacketParser parser) {
        AdapterConfig.Redis redis = config.adapter().redis();
        return new RedisBuses(client, vertx, parser,
                new RedisBuses.Limits(redis.maxUnconfirmedBytes(), redis.maxMessageBytes()),
                Scheduler.of(Infrastructure.getDefaultWorkerPool()));
    }

    /** Disconnects from Redis when the clients are disconnected and their sessions are stored, and before the client is closed. */
    void disconnect(@Observes @Priority(Interceptor.Priority.LIBRARY_AFTER) ShutdownEvent event) {
        for (RemoteBus remote : created) {
            try {
                remote.saved().get().toCompletableFuture().get(MAX_SAVING.toMillis(), TimeUnit.MILLISECONDS);
            } catch (ExecutionException | TimeoutException e) {
                LOG.debugf("Redis does not respond, so sessions may not be stored: %s", e.getMessage());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            remote.bus().close();
        }
    }

    private static void requireKnownDurability(SocketIOConfig config) {
        if (config.adapter().type() == AdapterConfig.Type.REDIS_STREAMS && config.adapter().redisStreams().streamCount() == 1
                && config.recovery().enabled() && config.recovery().durability() == SocketIOConfig.Durability.CRASH) {
            throw new ConfigurationException("quarkus.socketio.recovery.durability=crash is not available with"
                    + " quarkus.socketio.adapter.type=redis-streams, as sessions are stored when clients disconnect:"
                    + " set it to disconnect");
        }
    }

    private static RedisBuses.Streams streams(AdapterConfig.RedisStreams config) {
        return new RedisBuses.Streams(config.streamName(), config.streamCount(), config.maxLen(), config.readCount(),
                config.blockTime(), config.channelPrefix(), config.useShardedPubSub(), config.sessionKeyPrefix());
    }

    static Redis client(SocketIOConfig config, Instance<Redis> client, Instance<Redis> clients) {
        String name = config.adapter().redis().clientName().orElse(null);
        Instance<Redis> named = name == null ? client : clients.select(RedisClientName.Literal.of(name));
        String key = name == null ? "quarkus.redis.hosts" : "quarkus.redis." + name + ".hosts";
        if (!named.isResolvable() || !((InjectableBean<?>) named.getHandle().getBean()).isActive()) {
            throw new ConfigurationException("quarkus.socketio.adapter.type=" + type(config)
                    + " needs a Redis client: set " + key);
        }
        return named.get();
    }

    private static String type(SocketIOConfig config) {
        return config.adapter().type().name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}

package io.quarkiverse.socketio.runtime.quarkus.redis;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.runtime.bus.redis.RedisBuses;
import io.quarkiverse.socketio.runtime.bus.redis.RedisLease;
import io.quarkiverse.socketio.runtime.config.AdapterConfig;
import io.quarkiverse.socketio.runtime.config.SocketIOConfig;
import io.quarkiverse.socketio.runtime.quarkus.cluster.ClusterMembership;
import io.quarkiverse.socketio.runtime.quarkus.cluster.LeaderLease;
import io.quarkiverse.socketio.runtime.socketio.packet.PacketParser;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Redis;

/**
 * Produces the lease by which the leaders of several hosts agree on one of them. Only in applications with the extension for
 * Redis; without a bus over Redis the leader of a host needs no lease.
 */
@Singleton
public class LeaderWiring {
    private @Nullable RedisLease lease;

    @Produces
    @Singleton
    LeaderLease leaderLease() {
        return this::leaderSince;
    }

    private Optional<Instant> leaderSince(Instant ofHost) {
        if (lease == null) {
            return Optional.of(ofHost);
        }
        Instant ofAll = lease.heldSince();
        return ofAll == null ? Optional.empty() : Optional.of(ofAll.isAfter(ofHost) ? ofAll : ofHost);
    }

    void start(@Observes StartupEvent event, SocketIOConfig config, Instance<Redis> client, @Any Instance<Redis> clients, // wall: parts
            Vertx vertx, PacketParser parser, ClusterMembership membership) {
        if (config.adapter().type() != AdapterConfig.Type.AUTO) {
            RedisBuses buses = RedisWiring.buses(config, RedisWiring.client(config, client, clients), vertx, parser);
            lease = buses.leaderLease(config.adapter().redis().key(),
                    new RedisLease.Clocks(System::nanoTime, InstantSource.system()),
                    () -> membership.leaderOfHostSince().isPresent());
            lease.start();
        }
    }

    void stop(@Observes ShutdownEvent event) {
        if (lease != null) {
            lease.close();
        }
    }
}

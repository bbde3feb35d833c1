package io.quarkiverse.socketio.runtime.quarkus.cluster;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.IntFunction;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;

import io.netty.util.concurrent.EventExecutor;
import io.quarkiverse.socketio.runtime.cluster.worker.WorkerAgent;
import io.quarkiverse.socketio.runtime.relay.HostClient;
import io.quarkiverse.socketio.runtime.relay.HostOwners;
import io.quarkiverse.socketio.runtime.relay.HostReceiver;
import io.quarkiverse.socketio.runtime.relay.OtherHosts;
import io.quarkiverse.socketio.runtime.time.Scheduler;
import io.quarkus.tls.CertificateUpdatedEvent;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.SocketAddress;

/**
 * Both ends of the relay between hosts in this process: the server to which other hosts relay, and the client.
 * <p>
 * Thread: any.
 */
@Singleton
public class HostServer {
    private final HostRelay relay;
    private final RelayTls tls;
    private final ClusterMembership membership;
    private final Vertx vertx;
    private final boolean proxyProtocol;
    private volatile @Nullable HostReceiver receiver;
    private volatile @Nullable HostClient client;

    @Inject
    HostServer(HostRelay relay, RelayTls tls, ClusterMembership membership, Vertx vertx, Config config) {
        this.relay = relay;
        this.tls = tls;
        this.membership = membership;
        this.vertx = vertx;
        this.proxyProtocol = config.getOptionalValue("quarkus.http.proxy.use-proxy-protocol", Boolean.class).orElse(false);
    }

    /** Returns the owners on other hosts; null if requests are not relayed. */
    @Nullable
    HostOwners owners() {
        RelaySettings settings = relay.settings().orElse(null);
        if (settings == null) {
            return null;
        }
        HostClient opened = new HostClient(vertx, settings.secret(), tls.httpClient(settings.tls()),
                tls.client(settings.tls()));
        client = opened;
        OtherHosts hosts = new OtherHosts(relay.tag(), new ConfiguredHosts(settings.hosts(), settings.advertise(), vertx),
                opened::ask,
                Scheduler.of(Infrastructure.getDefaultWorkerPool()), () -> System.nanoTime() / 1_000_000);
        return new HostOwners(hosts, opened, relay.stats());
    }

    /**
     * Starts the server of a worker, to which the primary hands over connections.
     *
     * @return whether requests are relayed, so that it was started
     */
    Future<Boolean> start(WorkerAgent agent) {
        return start(SocketAddress.domainSocketAddress(agent.hostSocket().toString()),
                incarnation -> agent.relaySocket(agent.isReadyOther(incarnation) ? incarnation : agent.incarnation()));
    }

    /** Starts the server. */
    Future<Boolean> start(SocketAddress address, IntFunction<Path> owners) {
        Optional<RelaySettings> settings = relay.settings();
        if (settings.isEmpty()) {
            return Future.succeededFuture(false);
        }
        NetServerOptions options;
        try {
            options = tls.server(settings.get().tls());
        } catch (RuntimeException e) {
            return Future.failedFuture(e);
        }
        HostReceiver started = new HostReceiver(new HostReceiver.Identity(settings.get().secret(), relay.tag(),
                membership.incarnation()), owners,
                proxyProtocol, relay.stats());
        receiver = started;
        return vertx.deployVerticle(started.server(options, address), new DeploymentOptions().setInstances(threads()))
                .map(true);
    }

    int threads() {
        int loops = 0;
        for (EventExecutor ignored : vertx.nettyEventLoopGroup()) {
            loops++;
        }
        return loops;
    }

    /** Returns the number of requests that are passed from other hosts to workers, apart from WebSockets. */
    int requestsInFlight() {
        HostReceiver started = receiver;
        return started == null ? 0 : started.open();
    }

    void onCertificates(@Observes CertificateUpdatedEvent renewed) {
        if (relay.settings().flatMap(RelaySettings::tls).filter(renewed.name()::equals).isPresent()) {
            HostReceiver listening = receiver;
            HostClient connecting = client;
            if (listening != null) {
                listening.update(renewed.tlsConfiguration().getSSLOptions());
            }
            if (connecting != null) {
                connecting.update(renewed.tlsConfiguration().getSSLOptions());
            }
        }
    }
}

package io.quarkiverse.socketio.runtime.quarkus.cluster;

import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.function.Supplier;

import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.runtime.cluster.worker.WorkerAgent;
import io.quarkiverse.socketio.runtime.http.HttpDrain;
import io.quarkiverse.socketio.runtime.relay.HostOwners;
import io.quarkiverse.socketio.runtime.relay.OwnerClient;
import io.quarkiverse.socketio.runtime.relay.RelayHandler;
import io.quarkus.arc.Arc;
import io.quarkus.runtime.RuntimeValue;
import io.quarkus.runtime.annotations.Recorder;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/**
 * Sets up a worker while Quarkus starts: its link, its routes, the relay. In a single process only the relay between hosts.
 * <p>
 * Thread: main.
 */
@Recorder
public class ClusterRecorder {

    /** Connects to the primary; only in this phase, so that the link uses the application's settings of Netty. */
    public void connect() {
        membership().worker().ifPresent(WorkerAgent::connect);
    }

    /** Returns the filter that counts requests; before all others, as relayed requests count too. */
    public Handler<RoutingContext> countRequests() {
        return membership().isWorker() ? Arc.container().instance(HttpDrain.class).get() : RoutingContext::next;
    }

    /** The kinds of pages about the whole cluster. */
    public enum PageKind {
        HEALTH,
        /** All groups of health checks; below the path one group. */
        HEALTH_GROUPS,
        METRICS,
        /** The state of the cluster; below the path commands. */
        CLUSTER
    }

    /** @param path the page's path at the primary */
    public Handler<RoutingContext> page(PageKind kind, String path) {
        return membership().worker().<Handler<RoutingContext>> map(worker -> new PrimaryPageRoute(
                new PendingPageRequests(worker::ask), kind, path, new StatusPage(path)))
                .orElse(RoutingContext::next);
    }

    /** Limits the route to clients that accept the formats of metrics; others get Quarkus' response. */
    public Consumer<Route> forScrapers() {
        return route -> route.produces("text/plain").produces("application/openmetrics-text; version=1.0.0; charset=utf-8");
    }

    /** Passes the routes of the management interface to the worker's server. */
    public void serveManagement(RuntimeValue<Router> routes) {
        Arc.container().instance(ManagementServer.class).get().serve(routes.getValue());
    }

    /** Returns the filter that relays requests for sessions of other workers and other hosts. */
    public Handler<RoutingContext> relay(Supplier<Vertx> vertx) {
        Config config = ConfigProvider.getConfig();
        boolean proxyProtocol = config.getOptionalValue("quarkus.http.proxy.use-proxy-protocol", Boolean.class).orElse(false);
        HostOwners hosts = Arc.container().instance(HostServer.class).get().owners();
        RelayHandler.Peers peers = membership().worker().<RelayHandler.Peers> map(Peers::new)
                .orElse(hosts == null ? null : new NoPeers());
        return peers == null ? RoutingContext::next
                : new RelayHandler(SidAffinity.of(config, Arc.container().instance(HostRelay.class).get().tag()), peers,
                        new OwnerClient(vertx.get(), proxyProtocol), hosts);
    }

    /** The workers of a single process: none. */
    private record NoPeers() implements RelayHandler.Peers {
        @Override
        public @Nullable Path socketOf(int incarnation) {
            return null;
        }

        @Override
        public String describe(int incarnation) {
            return "this host";
        }

        @Override
        public int self() {
            return 0;
        }
    }

    /** The workers as this one knows them. */
    private record Peers(WorkerAgent agent) implements RelayHandler.Peers {
        @Override
        public @Nullable Path socketOf(int incarnation) {
            return agent.isReadyOther(incarnation) ? agent.relaySocket(incarnation) : null;
        }

        @Override
        public String describe(int incarnation) {
            return agent.describe(incarnation);
        }

        @Override
        public int self() {
            return agent.incarnation();
        }
    }

    private static ClusterMembership membership() {
        return Arc.container().instance(ClusterMembership.class).get();
    }
}

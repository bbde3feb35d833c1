package io.quarkiverse.socketio.runtime.quarkus;

import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;

import io.quarkiverse.socketio.runtime.cluster.worker.WorkerAgent;
import io.quarkiverse.socketio.runtime.http.LastRequests;
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
 * What a worker does while Quarkus starts; nothing in a process that is no worker.
 * <p>
 * Thread: main.
 */
@Recorder
public class ClusterRecorder {

    /** Not before this phase: the link shall see the application's own settings of Netty. */
    public void connect() {
        WorkerAgent.current().ifPresent(WorkerAgent::connect);
    }

    /** Before all else: also what is relayed is a request that must not be cut. */
    public Handler<RoutingContext> count() {
        return WorkerAgent.current().isEmpty() ? RoutingContext::next : Arc.container().instance(LastRequests.class).get();
    }

    /** What is behind a route that tells of the whole cluster. */
    public enum Subject {
        HEALTH,
        /** All groups of health checks, and one of them below that path. */
        HEALTH_GROUPS,
        METRICS,
        /** The state of the cluster, and orders below that path. */
        CLUSTER
    }

    /** @param path by which the primary knows it */
    public Handler<RoutingContext> page(Subject subject, String path) {
        return WorkerAgent.current().<Handler<RoutingContext>> map(worker -> new PagesOfPrimary(
                new OpenQuestions(worker::ask), subject, path))
                .orElse(RoutingContext::next);
    }

    /** A route for those who accept what the metrics are written in; the others get the answer that Quarkus has for them. */
    public Consumer<Route> forScrapers() {
        return route -> route.produces("text/plain").produces("application/openmetrics-text; version=1.0.0; charset=utf-8");
    }

    public void serveManagement(RuntimeValue<Router> routes) {
        Arc.container().instance(ManagementServer.class).get().serve(routes.getValue());
    }

    public Handler<RoutingContext> relay(Supplier<Vertx> vertx) {
        Optional<WorkerAgent> worker = WorkerAgent.current();
        if (worker.isEmpty()) {
            return RoutingContext::next;
        }
        WorkerAgent agent = worker.get();
        Config config = ConfigProvider.getConfig();
        boolean proxyProtocol = config.getOptionalValue("quarkus.http.proxy.use-proxy-protocol", Boolean.class).orElse(false);
        return new RelayHandler(SidAffinity.of(config), owner -> agent.isReadyOther(owner) ? agent.relaySocket(owner) : null,
                new OwnerClient(vertx.get(), proxyProtocol));
    }
}

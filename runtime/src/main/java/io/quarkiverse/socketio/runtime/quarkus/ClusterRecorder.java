package io.quarkiverse.socketio.runtime.quarkus;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;

import io.quarkiverse.socketio.runtime.cluster.worker.WorkerAgent;
import io.quarkiverse.socketio.runtime.http.LastRequests;
import io.quarkiverse.socketio.runtime.relay.OwnerClient;
import io.quarkiverse.socketio.runtime.relay.RelayHandler;
import io.quarkus.arc.Arc;
import io.quarkus.runtime.annotations.Recorder;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
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

    /**
     * @param paths what the primary answers on the shared port; nothing when that is empty
     * @param trees what is below those paths it answers as well
     */
    public Handler<RoutingContext> pagesOfPrimary(List<String> paths, List<String> trees) {
        return WorkerAgent.current().filter(worker -> !paths.isEmpty())
                .<Handler<RoutingContext>> map(worker -> new PagesOfPrimary(worker, Set.copyOf(paths), trees))
                .orElse(RoutingContext::next);
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

package io.quarkiverse.socketio.runtime.quarkus;

import jakarta.enterprise.event.ObservesAsync;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;

import org.jboss.logging.Logger;

import io.quarkiverse.socketio.runtime.cluster.worker.WorkerAgent;
import io.quarkus.runtime.Quarkus;
import io.quarkus.vertx.http.DomainSocketServerStart;

/**
 * Says READY. Quarkus starts its HTTP server as the last thing, when the application has started, and tells us here.
 * <p>
 * Thread: a worker thread.
 */
@Singleton
public class WorkerLifecycle {
    private static final Logger LOG = Logger.getLogger("io.quarkiverse.socketio.cluster");

    private final Instance<WorkerDuties> duties;
    private final Instance<TlsServer> tls;

    WorkerLifecycle(Instance<WorkerDuties> duties, Instance<TlsServer> tls) {
        this.duties = duties;
        this.tls = tls;
    }

    void onServerStart(@ObservesAsync DomainSocketServerStart event) {
        WorkerAgent.current().ifPresent(agent -> {
            agent.doDuties(duties.get());
            tls.get().start(agent.tlsSocket(), event.options().getWebSocketSubProtocols()).onSuccess(agent::ready)
                    .onFailure(failure -> {
                        LOG.error("The server for HTTPS cannot start", failure);
                        Quarkus.asyncExit(1);
                    });
        });
    }
}

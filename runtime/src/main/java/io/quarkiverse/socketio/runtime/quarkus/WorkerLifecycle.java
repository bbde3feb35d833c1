package io.quarkiverse.socketio.runtime.quarkus;

import java.util.List;

import jakarta.enterprise.event.ObservesAsync;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;

import org.jboss.logging.Logger;

import io.quarkiverse.socketio.runtime.cluster.worker.WorkerAgent;
import io.quarkiverse.socketio.runtime.socketio.adapter.AdapterFactory;
import io.quarkus.runtime.Quarkus;
import io.quarkus.vertx.http.DomainSocketServerStart;
import io.quarkus.vertx.http.runtime.VertxHttpConfig;
import io.vertx.core.Future;

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
    private final Instance<ManagementServer> management;
    private final VertxHttpConfig http;

    private final AdapterFactory adapters;

    WorkerLifecycle(Instance<WorkerDuties> duties, Instance<TlsServer> tls, Instance<ManagementServer> management,
            VertxHttpConfig http, AdapterFactory adapters) {
        this.http = http;
        this.adapters = adapters;
        this.duties = duties;
        this.tls = tls;
        this.management = management;
    }

    /** What Quarkus has its servers on TCP ports keep to, and none on a Unix socket. */
    private int maxClients() {
        int wanted = http.limits().maxConnections().orElse(0);
        return wanted > 0 ? wanted : Integer.MAX_VALUE;
    }

    private static void end(String why, Throwable failure) {
        LOG.error(why, failure);
        Quarkus.asyncExit(1);
    }

    void onServerStart(@ObservesAsync DomainSocketServerStart event) {
        WorkerAgent.current().ifPresent(agent -> {
            agent.setHooks(duties.get());
            List<String> subProtocols = event.options().getWebSocketSubProtocols();
            Future<Boolean> https = tls.get().start(agent.tlsSocket(), subProtocols)
                    .onFailure(failure -> end("The server for HTTPS cannot start", failure));
            Future<Boolean> managed = management.get().start(agent.managementSocket(), subProtocols)
                    .onFailure(failure -> end("The server of the management interface cannot start", failure));
            Future.all(https, managed, Future.fromCompletionStage(adapters.started()))
                    .onSuccess(all -> agent.ready(https.result(), managed.result(), maxClients()));
        });
    }
}

package io.quarkiverse.socketio.runtime.quarkus.cluster;

import java.util.List;

import jakarta.enterprise.event.ObservesAsync;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;

import org.jboss.logging.Logger;

import io.quarkiverse.socketio.runtime.cluster.process.Refusal;
import io.quarkiverse.socketio.runtime.socketio.adapter.AdapterFactory;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.quarkus.vertx.http.DomainSocketServerStart;
import io.quarkus.vertx.http.runtime.VertxHttpConfig;
import io.vertx.core.Future;

/**
 * Completes the start of a worker: after Quarkus has started the application and its HTTP server, starts the worker's other
 * servers and reports to the primary that the worker is ready.
 * <p>
 * Thread: a worker thread.
 */
@Singleton
public record WorkerStartup(Instance<ClusteredApplication> application, Instance<TlsServer> tls,
        Instance<ManagementServer> management, HostServer hosts, VertxHttpConfig http, AdapterFactory adapters,
        ClusterMembership membership, WorkerWarmUp warmUp) { // wall: what it starts
    private static final Logger LOG = Logger.getLogger("io.quarkiverse.socketio.cluster");

    /** Returns the limit on connections, which Quarkus does not apply to servers on Unix sockets. */
    private int maxClients() {
        int wanted = http.limits().maxConnections().orElse(0);
        return wanted > 0 ? wanted : Integer.MAX_VALUE;
    }

    private static void exit(String message, Throwable failure) {
        if (failure instanceof ConfigurationException) {
            System.err.println(Refusal.line(String.valueOf(failure.getMessage())));
            Quarkus.asyncExit(Refusal.EXIT_CODE);
            return;
        }
        LOG.error(message, failure);
        Quarkus.asyncExit(1);
    }

    void onServerStart(@ObservesAsync DomainSocketServerStart event) {
        membership.worker().ifPresent(agent -> {
            agent.setHooks(application.get());
            List<String> subProtocols = event.options().getWebSocketSubProtocols();
            Future<Boolean> https = tls.get().start(agent.tlsSocket(), subProtocols)
                    .onFailure(failure -> exit("The server for HTTPS cannot start", failure));
            Future<Boolean> managed = management.get().start(agent.managementSocket(), subProtocols)
                    .onFailure(failure -> exit("The server of the management interface cannot start", failure));
            Future<Boolean> relayed = hosts.start(agent)
                    .onFailure(failure -> exit("The server for other hosts cannot start", failure));
            Future.all(https, managed, relayed, Future.fromCompletionStage(adapters.started()))
                    .compose(all -> Future.fromCompletionStage(warmUp.start(agent, event.options())))
                    .onSuccess(all -> agent.ready(https.result(), managed.result(), relayed.result(),
                            maxClients()));
        });
    }
}

package io.quarkiverse.socketio.runtime.quarkus;

import jakarta.enterprise.event.ObservesAsync;
import jakarta.inject.Singleton;

import io.quarkiverse.socketio.runtime.cluster.worker.WorkerAgent;
import io.quarkus.vertx.http.DomainSocketServerStart;

/**
 * Says READY. Quarkus starts its HTTP server as the last thing, when the application has started, and tells us here.
 * <p>
 * Thread: a worker thread.
 */
@Singleton
public class WorkerLifecycle {
    void onServerStart(@ObservesAsync DomainSocketServerStart event) {
        WorkerAgent.current().ifPresent(WorkerAgent::ready);
    }
}

package io.quarkiverse.socketio.runtime.quarkus.cluster;

import java.util.concurrent.CompletionStage;

import io.quarkiverse.socketio.runtime.cluster.worker.WorkerAgent;
import io.vertx.core.http.HttpServerOptions;

/**
 * Prepares a worker for its first clients, before it reports that it is ready.
 * <p>
 * Thread: any, and no method blocks.
 */
public interface WorkerWarmUp {

    /**
     * Starts to warm up, if this worker should.
     *
     * @param options those of the worker's HTTP server
     * @return completes, never with a failure, after a limited time; not at all if the application ends meanwhile
     */
    CompletionStage<Void> start(WorkerAgent agent, HttpServerOptions options);
}

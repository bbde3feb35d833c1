package io.quarkiverse.socketio.runtime.socketio.adapter;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Creates the adapter of each new namespace. */
@FunctionalInterface
public interface AdapterFactory {
    Adapter create(String namespace, AdapterCallbacks callbacks);

    /** Completes when clients may connect: when the events that other servers keep for them are here, too. */
    default CompletionStage<Void> started() {
        return CompletableFuture.completedFuture(null);
    }

    /** Ends the connection to other servers, when the application ends. */
    default void close() {
        // there is none
    }

    /** Describes the connection to other servers, for health checks and log lines. Thread: any. */
    default String state() {
        return "local";
    }
}

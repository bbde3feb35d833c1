package io.quarkiverse.socketio.runtime.socketio.adapter;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Makes the adapter of a new namespace. */
@FunctionalInterface
public interface AdapterFactory {
    Adapter create(String namespace, AdapterCallbacks events);

    /** Done when clients may connect: what other servers keep for them is here, too. */
    default CompletionStage<Void> started() {
        return CompletableFuture.completedFuture(null);
    }

    /** How its adapters are connected to other servers, in words. Thread: any. */
    default String state() {
        return "local";
    }
}

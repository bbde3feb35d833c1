package io.quarkiverse.socketio.runtime.socketio.adapter;

/** Makes the adapter of a new namespace. */
@FunctionalInterface
public interface AdapterFactory {
    Adapter create(String namespace, AdapterEvents events);

    /** How its adapters are connected to other servers, in words. Thread: any. */
    default String state() {
        return "local";
    }
}

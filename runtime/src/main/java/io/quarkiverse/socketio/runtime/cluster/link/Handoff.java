package io.quarkiverse.socketio.runtime.cluster.link;

/**
 * How a connection gets from the primary to a worker.
 * <p>
 * Thread: any.
 */
public enum Handoff {
    /** The worker gets the socket itself; no byte passes through the primary again. */
    DESCRIPTOR,
    /** The primary passes all bytes on, both ways, over a Unix socket of the worker. */
    PROXY
}

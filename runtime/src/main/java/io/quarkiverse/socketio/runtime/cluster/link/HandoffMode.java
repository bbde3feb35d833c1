package io.quarkiverse.socketio.runtime.cluster.link;

/**
 * The ways in which a connection gets from the primary to a worker.
 * <p>
 * Thread: any.
 */
public enum HandoffMode {
    /** The worker gets the file descriptor; no byte passes through the primary again. */
    DESCRIPTOR,
    /** The primary copies all bytes, both ways, over a Unix socket of the worker. */
    PROXY
}

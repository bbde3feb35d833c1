package io.quarkiverse.socketio.runtime.socketio.dispatch;

/** The kind of thread on which a handler runs. */
public enum ExecutionMode {
    /** On the event loop of the socket's session; must not block. */
    EVENT_LOOP,
    /** On a thread that may block. */
    WORKER,
    /** On a virtual thread. */
    VIRTUAL_THREAD
}

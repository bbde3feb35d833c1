package io.quarkiverse.socketio.runtime.socketio.dispatch;

import io.quarkiverse.socketio.Connection;

/** The connection of a socket, for those who may know its session id. Thread: any. */
public interface SessionConnection extends Connection {

    /** Returns the Engine.IO session id, a secret between server and client. */
    String sessionId();

    /** Returns whether the connection has ended. */
    boolean isClosed();
}

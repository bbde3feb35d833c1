package io.quarkiverse.socketio.runtime.socketio.recovery;

import java.util.Map;

import io.quarkiverse.socketio.runtime.socketio.handshake.HandshakeImpl;
import io.quarkiverse.socketio.runtime.socketio.rooms.LocalSocket;

/**
 * A socket whose session its client can recover, as {@link Recovery} sees it.
 * <p>
 * Thread: any.
 */
public interface RecoverableSocket extends LocalSocket {
    HandshakeImpl handshake();

    /** Whether this socket goes on with the session of an earlier one. */
    boolean recovered();

    Map<String, Object> data();

    /** Runs an action on the session's event loop, after all actions that were passed before. */
    void inLoop(Runnable action);

    /** Closes the connection, so that the session is saved; on the event loop. */
    void closeConnection();
}

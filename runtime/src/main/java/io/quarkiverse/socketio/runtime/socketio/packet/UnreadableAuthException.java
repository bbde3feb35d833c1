package io.quarkiverse.socketio.runtime.socketio.packet;

import io.quarkiverse.socketio.SocketIOException;

/** The failure to read the {@code auth} payload of a CONNECT packet as the type that the application asks for. */
public final class UnreadableAuthException extends SocketIOException {
    private static final long serialVersionUID = 1L;

    UnreadableAuthException(String message, Throwable cause) {
        super(message, cause);
    }
}

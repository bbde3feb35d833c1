package io.quarkiverse.socketio;

import org.jspecify.annotations.Nullable;

/** The root of what this extension throws. */
public class SocketIOException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public SocketIOException(String message) {
        super(message);
    }

    public SocketIOException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}

package io.quarkiverse.socketio;

import org.jspecify.annotations.Nullable;

/**
 * The superclass of the exceptions of this extension, thrown itself where no subclass says more.
 *
 * <pre>{@code
 * try {
 *     io.emit("report", report);
 * } catch (SocketIOException e) {
 *     Log.error("The report cannot be serialised", e);
 * }
 * }</pre>
 */
public class SocketIOException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception without a cause.
     *
     * @param message the detail message
     */
    public SocketIOException(String message) {
        super(message);
    }

    /**
     * Creates an exception with a cause.
     *
     * @param message the detail message
     * @param cause the cause, or {@code null} if it is unknown
     */
    public SocketIOException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}

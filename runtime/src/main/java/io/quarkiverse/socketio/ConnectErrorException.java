package io.quarkiverse.socketio;

import org.jspecify.annotations.Nullable;

/**
 * Refuses a client that wants to connect to a namespace: thrown, or given as failure, by a middleware. The client gets message
 * and data in a CONNECT_ERROR packet, as the error of its {@code connect_error} event, and may try again.
 *
 * <pre>{@code
 * @OnHandshake
 * void check(Handshake handshake) {
 *     if (!tokens.isValid(handshake.auth(Login.class).token())) {
 *         throw new ConnectErrorException("not authorized", Map.of("retry", false));
 *     }
 * }
 * }</pre>
 *
 * Protocol: CONNECT_ERROR (Socket.IO protocol v5, "Connection to a namespace").
 */
public class ConnectErrorException extends SocketIOException {
    private static final long serialVersionUID = 1L;

    private final transient @Nullable Object data;

    /** Only a message. */
    public ConnectErrorException(String message) {
        this(message, null);
    }

    /** @param data more about the error, as an argument of {@link BroadcastOperator#emit}, but without binary */
    public ConnectErrorException(String message, @Nullable Object data) {
        super(message);
        this.data = data;
    }

    /** What the client finds in {@code err.data}, or {@code null}. */
    public @Nullable Object data() {
        return data;
    }
}

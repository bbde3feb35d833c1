package io.quarkiverse.socketio;

import org.jspecify.annotations.Nullable;

/**
 * The failure by which a middleware refuses a client that connects to a namespace. A middleware throws it, or its {@code Uni}
 * fails with it. The client's {@code connect_error} event receives an error with the message and the data; the client may try
 * again.
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
 * Protocol: Socket.IO v5, "Connection to a namespace"; the CONNECT_ERROR packet.
 */
public class ConnectErrorException extends SocketIOException {
    private static final long serialVersionUID = 1L;

    private final transient @Nullable Object data;

    /**
     * Creates an exception without data.
     *
     * @param message the message, which is sent to the client
     */
    public ConnectErrorException(String message) {
        this(message, null);
    }

    /**
     * Creates an exception with data for the client.
     *
     * @param message the message, which is sent to the client
     * @param data more about the error, serialised as an argument of {@link BroadcastOperator#emit BroadcastOperator.emit}, but
     *        without binary data; {@code null} if there is nothing more
     */
    public ConnectErrorException(String message, @Nullable Object data) {
        super(message);
        this.data = data;
    }

    /** {@return what the client finds in {@code err.data}, or {@code null} if there is nothing} */
    public @Nullable Object data() {
        return data;
    }
}

package io.quarkiverse.socketio;

/**
 * The failure by which a guard refuses a handshake with a message for the client. The message of any other failure is not sent.
 * <strong>The client reads it: it must not contain secrets.</strong>
 *
 * <pre>{@code
 * engine.allowRequest(request -> tokens.isValid(request.header("x-token")) ? Uni.createFrom().voidItem()
 *         : Uni.createFrom().failure(new HandshakeRefusedException("unknown token")));
 * }</pre>
 */
public class HandshakeRefusedException extends SocketIOException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception.
     *
     * @param message the message, which is sent to the client
     */
    public HandshakeRefusedException(String message) {
        super(message);
    }
}

package io.quarkiverse.socketio;

/**
 * Thrown by a guard to refuse a handshake with a message of its own, which the client gets: <em>do not put secrets there</em>.
 */
public class HandshakeRefusedException extends SocketIOException {
    private static final long serialVersionUID = 1L;

    public HandshakeRefusedException(String message) {
        super(message);
    }
}

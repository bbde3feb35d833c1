package io.quarkiverse.socketio.runtime.socketio.packet;

/** The peer sent what is no Socket.IO packet. Has no stack trace: it is an answer to bad input, not a fault of ours. */
public final class InvalidPacketException extends Exception {
    private static final long serialVersionUID = 1L;

    public InvalidPacketException(String message) {
        super(message, null, false, false);
    }
}

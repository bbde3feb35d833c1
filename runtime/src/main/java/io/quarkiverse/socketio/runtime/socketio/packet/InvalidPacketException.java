package io.quarkiverse.socketio.runtime.socketio.packet;

/** The peer sent something that is no Socket.IO packet. Has no stack trace, since it is caused by input, not by code. */
public final class InvalidPacketException extends Exception {
    private static final long serialVersionUID = 1L;

    public InvalidPacketException(String message) {
        super(message, null, false, false);
    }
}

package io.quarkiverse.socketio.runtime.engineio.packet;

/** Thrown when a client sent something that is not a packet. Has no stack trace, as clients can cause it at will. */
public final class MalformedPacketException extends Exception {
    private static final long serialVersionUID = 1L;

    public MalformedPacketException(String message) {
        super(message, null, false, false);
    }
}

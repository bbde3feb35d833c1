package io.quarkiverse.socketio.runtime.engineio.packet;

/** The peer sent something that is no packet. Has no stack trace: it is an answer to bad input, not a fault of ours. */
public final class MalformedPacketException extends Exception {
    private static final long serialVersionUID = 1L;

    public MalformedPacketException(String message) {
        super(message, null, false, false);
    }
}

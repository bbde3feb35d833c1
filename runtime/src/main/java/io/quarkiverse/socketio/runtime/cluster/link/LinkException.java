package io.quarkiverse.socketio.runtime.cluster.link;

/** Thrown when the peer has violated the protocol of the link; the connection cannot be used any more. */
public final class LinkException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public LinkException(String message) {
        super(message);
    }
}

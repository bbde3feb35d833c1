package io.quarkiverse.socketio.runtime.cluster.link;

/** The peer broke the rules of the link; the connection it came on cannot be used any more. */
public final class LinkException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public LinkException(String message) {
        super(message);
    }
}

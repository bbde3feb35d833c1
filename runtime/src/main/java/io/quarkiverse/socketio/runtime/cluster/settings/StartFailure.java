package io.quarkiverse.socketio.runtime.cluster.settings;

/** The cluster cannot start, and a user can do something about it: the message names the thing and the cure. */
public final class StartFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StartFailure(String message) {
        super(message);
    }
}

package io.quarkiverse.socketio.runtime.cluster.settings;

/** Thrown when the cluster cannot start for a reason that a user can change; the message names the reason and what to do. */
public final class ClusterStartException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ClusterStartException(String message) {
        super(message);
    }
}

package io.quarkiverse.socketio.runtime.cluster.dispatch;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.runtime.cluster.handoff.ConnectionSender;

/**
 * Finds workers for new connections.
 * <p>
 * Thread: the primary's event loop.
 */
public interface WorkerPool {
    /**
     * Returns the way to a worker for a new connection.
     *
     * @param owner the incarnation that must have it; when that is none, or not there (any more), a balancer chooses
     * @param client the client's address as text, for the balancer
     * @return null when no worker takes connections
     */
    @Nullable
    Target choose(int owner, String client);

    /** Describes a worker for debug lines. */
    String describe(int incarnation);

    /** Whether there are workers and each of them is far behind. */
    boolean isFull();

    /** Whether connections stay in this process, and each needs one more to its worker. */
    default boolean isProxied() {
        return false;
    }

    /** Returns the response when no worker takes a connection. */
    default PrimaryResponse refusal() {
        return PrimaryResponse.noWorker();
    }

    /** Whether a connection that any worker may have would be taken at once, as far as that is known. */
    boolean keepsUp();

    /** The way to one worker; {@link #handedOver} counts a connection that was sent. */
    interface Target {
        int incarnation();

        ConnectionSender sender();

        void handedOver();
    }
}

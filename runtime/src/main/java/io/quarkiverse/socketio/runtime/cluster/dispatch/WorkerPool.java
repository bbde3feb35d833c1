package io.quarkiverse.socketio.runtime.cluster.dispatch;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.runtime.cluster.handoff.ConnectionSender;

/**
 * Chooses workers for new connections.
 * <p>
 * Thread: the primary's event loop.
 */
public interface WorkerPool {
    /**
     * Chooses a worker for a new connection.
     *
     * @param owner the incarnation of the worker that owns the session;
     *        {@link io.quarkiverse.socketio.runtime.cluster.link.Affinity#NONE} for none. Without an owner, or when it is gone,
     *        a balancer chooses
     * @param client the client's address as text, for the balancer
     * @return null when no worker takes connections
     */
    @Nullable
    Target choose(int owner, String client);

    /** Describes a worker for debug lines. */
    String describe(int incarnation);

    /** Returns whether there are workers that adopt connections, and each of them is backed up. */
    boolean isFull();

    /** Returns whether this process proxies connections, so that each needs another one to its worker. */
    boolean isProxied();

    /** Returns whether some worker would adopt a connection at once, as far as that is known. */
    boolean keepsUp();

    /** A worker that was chosen; {@link #handedOver} counts a connection that is sent to it. */
    interface Target {
        int incarnation();

        ConnectionSender sender();

        void handedOver();
    }
}

package io.quarkiverse.socketio.runtime.cluster.dispatch;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.runtime.cluster.handoff.ConnectionSender;

/**
 * The workers as the dispatcher needs them.
 * <p>
 * Thread: the primary's event loop.
 */
public interface WorkerPool {
    /**
     * The way to the worker of a new connection.
     *
     * @param owner the incarnation that must have it; when that is none, or not there (any more), a balancer chooses
     * @param client the client's address as text, for the balancer
     * @return null when no worker takes connections
     */
    @Nullable
    Lane choose(int owner, String client);

    /** Whether there are workers and all of them are far behind. */
    boolean isFull();

    /** Whether connections stay in this process, and each needs one more to its worker. */
    default boolean isProxied() {
        return false;
    }

    /** What is said when no worker takes a connection. */
    default Reply refusal() {
        return Reply.noWorker();
    }

    /** Whether a connection that any worker may have would be taken at once, as far as that can be told. */
    boolean keepsUp();

    /** The way to one worker; {@link #handedOver} counts a connection that was sent. */
    interface Lane {
        ConnectionSender sender();

        void handedOver();
    }
}

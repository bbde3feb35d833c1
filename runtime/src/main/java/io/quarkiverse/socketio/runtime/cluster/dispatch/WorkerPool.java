package io.quarkiverse.socketio.runtime.cluster.dispatch;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.runtime.cluster.handoff.FdSender;

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
     * @return null when no worker takes connections
     */
    @Nullable
    Lane choose(int owner);

    /** Whether there are workers and none of them keeps up. */
    boolean isFull();

    /** The answer to a request that the primary serves itself, null for all others. */
    @Nullable
    Reply replyTo(String method, String target);

    /** The way to one worker; {@link #handedOver} counts a connection that was sent. */
    interface Lane {
        FdSender sender();

        void handedOver();
    }
}

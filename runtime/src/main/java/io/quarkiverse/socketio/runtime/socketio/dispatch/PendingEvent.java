package io.quarkiverse.socketio.runtime.socketio.dispatch;

import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;

/**
 * A received event in the {@link Backlog}, until the last of its handlers has finished, which may be long after that returned.
 * <p>
 * Thread: any, unless stated otherwise.
 */
final class PendingEvent {
    private final Backlog backlog;
    private final long weight;
    /** Handlers that have not finished; 1 until their number is known. */
    private final AtomicInteger handlers = new AtomicInteger(1);
    /** {@code null} when the event is finished. */
    private volatile @Nullable Invocation call;
    private volatile boolean started;

    PendingEvent(Backlog backlog, Invocation call, long weight) {
        this.backlog = backlog;
        this.call = call;
        this.weight = weight;
    }

    /** Returns what handlers are called with; {@code null} if no handler is to be called any more. */
    @Nullable
    Invocation call() {
        return call;
    }

    /** Sets the number of handlers that will be called; on the event loop, before any is. */
    void expect(int count) {
        handlers.addAndGet(count - 1);
    }

    /** As {@link #call}, by a handler that starts now: the event cannot be dropped from now on. */
    @Nullable
    Invocation start() {
        started = true;
        return call;
    }

    /** One of the handlers has finished. */
    void finishHandler() {
        if (handlers.decrementAndGet() == 0) {
            release();
        }
    }

    /** All handlers were called. */
    void called() {
        backlog.called();
    }

    /** No handler will be called. */
    void abandon() {
        drop();
        called();
    }

    /** Finishes the event unless a handler was called; on the event loop. */
    void drop() {
        if (!started && handlers.getAndSet(0) > 0) {
            release();
        }
    }

    boolean isFinished() {
        return call == null;
    }

    private void release() {
        call = null;
        backlog.release(weight);
    }
}

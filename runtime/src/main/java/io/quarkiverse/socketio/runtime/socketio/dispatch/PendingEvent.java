package io.quarkiverse.socketio.runtime.socketio.dispatch;

import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;

/**
 * An event of a client from when it came until the last of its handlers is over, which may be long after that has returned.
 * <p>
 * Thread: any, but for what says otherwise.
 */
final class PendingEvent {
    private final Backlog backlog;
    private final long weight;
    /** Handlers that are not over; while nobody knows how many there are, 1. */
    private final AtomicInteger handlers = new AtomicInteger(1);
    /** {@code null} when it is over. */
    private volatile @Nullable Invocation call;
    private volatile boolean begun;

    PendingEvent(Backlog backlog, Invocation call, long weight) {
        this.backlog = backlog;
        this.call = call;
        this.weight = weight;
    }

    /** What handlers are called with; {@code null} if none is to be called any more. */
    @Nullable
    Invocation call() {
        return call;
    }

    /** So many handlers will be called; on the session's event loop, before any is. */
    void expect(int count) {
        handlers.addAndGet(count - 1);
    }

    /** As {@link #call}, for a handler that is called now. */
    @Nullable
    Invocation begin() {
        begun = true;
        return call;
    }

    /** One of the handlers is over. */
    void end() {
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

    /** Forgets it unless a handler has begun; on the session's event loop. */
    void drop() {
        if (!begun && handlers.getAndSet(0) > 0) {
            release();
        }
    }

    boolean isOver() {
        return call == null;
    }

    private void release() {
        call = null;
        backlog.release(weight);
    }
}

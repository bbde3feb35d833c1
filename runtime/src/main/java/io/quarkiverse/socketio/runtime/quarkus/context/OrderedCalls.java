package io.quarkiverse.socketio.runtime.quarkus.context;

import java.util.ArrayDeque;
import java.util.Queue;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.runtime.socketio.dispatch.ExecutionMode;
import io.quarkiverse.socketio.runtime.socketio.dispatch.HandlerExecutor;

/**
 * A bounded queue of calls, which run one after the other in the order they were added, each on the kind of thread that its
 * method needs.
 * <p>
 * Thread: any.
 */
public final class OrderedCalls {
    private record Call(ExecutionMode mode, Runnable action) {
    }

    private final HandlerExecutor executor;
    private final int limit;
    /** Guarded by this; the first one is running. */
    private final Queue<Call> calls = new ArrayDeque<>();

    public OrderedCalls(HandlerExecutor executor, int limit) {
        this.executor = executor;
        this.limit = limit;
    }

    /** Adds a call; returns {@code false} if the queue is full. */
    public boolean tryAdd(ExecutionMode mode, Runnable action) {
        Call call = new Call(mode, action);
        synchronized (this) {
            if (calls.size() >= limit) {
                return false;
            }
            calls.add(call);
            if (calls.size() > 1) {
                return true;
            }
        }
        start(call);
        return true;
    }

    private void start(Call call) {
        executor.execute(call.mode, () -> run(call));
    }

    private void run(Call call) {
        try {
            call.action.run();
        } finally {
            Call next = next();
            if (next != null) {
                start(next);
            }
        }
    }

    private synchronized @Nullable Call next() {
        calls.remove();
        return calls.peek();
    }
}

package io.quarkiverse.socketio.runtime.socketio;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;

import io.quarkiverse.socketio.runtime.socketio.dispatch.ExecutionMode;
import io.quarkiverse.socketio.runtime.socketio.dispatch.HandlerExecutor;

/** Threads for handlers that run their tasks one by one on request of the test. */
public final class FakeExecutor implements HandlerExecutor {
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    /** The requested kinds of thread. */
    public final List<ExecutionMode> hops = new ArrayList<>();
    /** Rejects tasks, as a pool that was shut down. */
    public boolean closed;

    @Override
    public void execute(ExecutionMode mode, Runnable task) {
        if (closed) {
            throw new RejectedExecutionException("closed for a test");
        }
        hops.add(mode);
        tasks.add(task);
    }

    /** Runs all waiting tasks, and those added meanwhile. */
    public void runAll() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }
}

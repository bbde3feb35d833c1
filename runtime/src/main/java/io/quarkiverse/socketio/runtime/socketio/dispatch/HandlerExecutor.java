package io.quarkiverse.socketio.runtime.socketio.dispatch;

/** PORT: runs a task on a thread of the given kind. Called from any thread; must not run the task before it returns. */
@FunctionalInterface
public interface HandlerExecutor {
    void execute(ExecutionMode mode, Runnable task);
}

package io.quarkiverse.socketio.runtime.engineio;

import java.time.Duration;

/**
 * PORT: runs the tasks and timers of one session. Tasks run one after the other in the order of {@link #execute}; each sees
 * the memory writes of those before it.
 */
public interface EventLoop {

    /**
     * Runs a task after those submitted before, never inside one of them. Thread: any. If the caller is on the loop's thread
     * but not in one of its tasks, for example in a task of another session, the task may run before this method returns.
     */
    void execute(Runnable task);

    /** Returns whether the caller runs in a task of this loop, so that it may call the session directly. */
    boolean inLoop();

    /** Runs a task at once if the caller is in a task of this loop, else like {@link #execute}. Thread: any. */
    default void run(Runnable task) {
        if (inLoop()) {
            task.run();
        } else {
            execute(task);
        }
    }

    /** Runs a task once after a delay. Thread: in a task of this loop. */
    Timer schedule(Duration delay, Runnable task);

    /** Returns the time of a monotonic clock in nanoseconds, as {@link System#nanoTime}. */
    long nanoTime();

    /** A scheduled task. */
    interface Timer {
        /** Cancels the task, if it has not run yet. Thread: in a task of this loop. */
        void cancel();
    }
}

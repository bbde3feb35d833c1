package io.quarkiverse.socketio.runtime.engineio;

import java.time.Duration;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

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

    /**
     * Claims this loop for one task, if none waits or runs: tasks that are submitted from now on wait until the claim has ended
     * with {@link Claimed#run}, which must follow. Thread: any.
     *
     * @return {@code null} if the loop is not idle, or cannot be claimed
     */
    default @Nullable Claimed claim() {
        return null;
    }

    /** Runs a task once after a delay. Thread: in a task of this loop. */
    Timer schedule(Duration delay, Runnable task);

    /** Returns the time of a monotonic clock in nanoseconds, as {@link System#nanoTime}. */
    long nanoTime();

    /** A loop that runs no task until the claim ends, and does not change its thread. */
    interface Claimed {
        /** Returns an object that stands for the thread of the loop; the same for all loops of that thread. */
        Object thread();

        /** Returns whether the caller is on the thread of the loop. Thread: any. */
        boolean isOnThread();

        /** Runs an action on the thread of the loop, later, and not as one of its tasks. Thread: any. */
        void post(Runnable action);

        /** Runs the task for which the loop was claimed, and ends the claim. Thread: that of the loop. */
        <T> void run(Consumer<? super T> task, T argument);
    }

    /** A scheduled task. */
    interface Timer {
        /** Cancels the task, if it has not run yet. Thread: in a task of this loop. */
        void cancel();
    }
}

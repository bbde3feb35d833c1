package io.quarkiverse.socketio.runtime.engineio;

import java.time.Duration;

/**
 * PORT: the thread and the time of one session. Tasks run one after the other, in the order of {@link #execute}, never two at
 * once; what they write is seen by later ones.
 */
public interface EventLoop {

    /**
     * Runs a task after those that were given before, never inside one of them. From any thread; one that is the loop's but
     * does something else now, such as a task of another session, may run it before this returns.
     */
    void execute(Runnable task);

    /** Whether the caller runs in a task of this loop, so that it may touch the session directly. */
    boolean inLoop();

    /** Runs a task at once if the caller is in a task of this loop, else as {@link #execute}. From any thread. */
    default void run(Runnable task) {
        if (inLoop()) {
            task.run();
        } else {
            execute(task);
        }
    }

    /** Runs a task once, not before the delay has passed. From within the loop. */
    Timer schedule(Duration delay, Runnable task);

    /** Nanoseconds of a clock that only goes forward; only differences mean something. */
    long nanoTime();

    /** A task that was scheduled. */
    interface Timer {
        /** From within the loop; afterwards the task does not run any more. */
        void cancel();
    }
}

package io.quarkiverse.socketio.runtime.time;

import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** PORT: runs tasks after a delay. Thread: any. */
@FunctionalInterface
public interface Scheduler {

    /**
     * Runs the task after the delay.
     *
     * @return cancels the task
     */
    Runnable schedule(Duration delay, Runnable task);

    /**
     * Runs the task on the thread of that event loop of Netty after its next round of I/O, so that other connections, and the
     * end of this one, are noticed first. A task that is only executed runs before.
     */
    static void afterIo(ScheduledExecutorService eventLoop, Runnable task) {
        eventLoop.schedule(task, 1, TimeUnit.NANOSECONDS);
    }

    /**
     * Returns one that runs its tasks on the threads of that executor. Delays are at least a millisecond: timers of Vert.x know
     * no shorter ones.
     */
    static Scheduler of(ScheduledExecutorService timer) {
        return (delay, task) -> {
            ScheduledFuture<?> waiting = timer.schedule(task, Math.max(delay.toMillis(), 1), TimeUnit.MILLISECONDS);
            return () -> waiting.cancel(false);
        };
    }
}

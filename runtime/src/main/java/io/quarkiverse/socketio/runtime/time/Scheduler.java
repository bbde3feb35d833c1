package io.quarkiverse.socketio.runtime.time;

import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** PORT: does something later. Thread: any. */
@FunctionalInterface
public interface Scheduler {

    /** Runs the task after that time, unless what is returned was run before. */
    Runnable schedule(Duration delay, Runnable task);

    /**
     * One whose tasks run on that timer's threads. Delays are at least a millisecond: timers of Vert.x know no shorter ones.
     */
    static Scheduler of(ScheduledExecutorService timer) {
        return (delay, task) -> {
            ScheduledFuture<?> waiting = timer.schedule(task, Math.max(delay.toMillis(), 1), TimeUnit.MILLISECONDS);
            return () -> waiting.cancel(false);
        };
    }
}

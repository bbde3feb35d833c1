package io.quarkiverse.socketio.runtime.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SchedulerTest {
    private final List<Long> millis = new ArrayList<>();
    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1) {
        @Override
        public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
            millis.add(unit.toMillis(delay));
            return super.schedule(task, 1, TimeUnit.HOURS);
        }
    };

    @AfterEach
    void stop() {
        timer.shutdownNow();
    }

    @Test
    void delaysAreAtLeastTheMinimumOfAVertxTimer() {
        Scheduler scheduler = Scheduler.of(timer);
        scheduler.schedule(Duration.ZERO, () -> {
        });
        scheduler.schedule(Duration.ofNanos(1), () -> {
        });
        scheduler.schedule(Duration.ofSeconds(2), () -> {
        });
        assertThat(millis).containsExactly(1L, 1L, 2000L);
    }

    @Test
    void aCancelledTaskDoesNotRun() {
        Runnable cancel = Scheduler.of(timer).schedule(Duration.ofMinutes(1), () -> {
        });
        cancel.run();
        assertThat(timer.getQueue()).allMatch(waiting -> ((ScheduledFuture<?>) waiting).isCancelled());
    }
}

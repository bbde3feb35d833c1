package io.quarkiverse.socketio.runtime.quarkus.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

import org.junit.jupiter.api.Test;

class LoopLagTest {
    private final Queue<Runnable> busy = new ArrayDeque<>();
    private long millis = 100;

    private LoopLag lag(Executor... loops) {
        return new LoopLag(List.of(loops), () -> millis * 1_000_000);
    }

    @Test
    void aTaskThatWaitedShowsTheLag() {
        LoopLag lag = lag(busy::add, Runnable::run);
        assertThat(lag.millis()).isZero();
        millis += 30;
        busy.remove().run();
        millis += 1000;
        assertThat(lag.millis()).isEqualTo(30);
        busy.remove().run();
        assertThat(lag.millis()).isZero();
    }

    @Test
    void theLagOfALoopThatHangsGrowsAndHoldsOneTask() {
        LoopLag lag = lag(busy::add);
        lag.millis();
        millis += 400;
        assertThat(lag.millis()).isEqualTo(400);
        millis += 400;
        assertThat(lag.millis()).isEqualTo(800);
        assertThat(busy).hasSize(1);
    }

    @Test
    void aLoopThatHasEndedHasNoLag() {
        LoopLag lag = lag(task -> {
            throw new RejectedExecutionException();
        });
        lag.millis();
        millis += 400;
        assertThat(lag.millis()).isZero();
    }
}

package io.quarkiverse.socketio.runtime.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Deque;

import org.junit.jupiter.api.Test;

class LingeringCloseTest {
    private final Deque<Runnable> ticks = new ArrayDeque<>();
    private int closed;
    private final LingeringClose lingering = new LingeringClose(ticks::add, () -> closed++);

    @Test
    void theEndOfTheBodyClosesTheConnection() {
        lingering.start();
        lingering.onBytes();
        lingering.onEnd();
        assertThat(closed).isEqualTo(1);
        tick();
        assertThat(closed).as("once only").isEqualTo(1);
        assertThat(ticks).isEmpty();
    }

    @Test
    void aSilentClientIsClosedAtTheSecondTick() {
        lingering.start();
        tick();
        assertThat(closed).isZero();
        tick();
        assertThat(closed).isEqualTo(1);
        assertThat(ticks).isEmpty();
    }

    @Test
    void aSlowClientIsClosedAfterTwentyTicks() {
        lingering.start();
        for (int i = 0; i < 19; i++) {
            lingering.onBytes();
            tick();
            assertThat(closed).as("tick %d", i).isZero();
        }
        lingering.onBytes();
        tick();
        assertThat(closed).isEqualTo(1);
        assertThat(ticks).isEmpty();
    }

    private void tick() {
        ticks.remove().run();
    }
}

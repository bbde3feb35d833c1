package io.quarkiverse.socketio.runtime.engineio;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

/** Tests heartbeats of both directions. */
abstract class HeartbeatContractTest {
    static final EngineOptions.Pings PINGS = new EngineOptions.Pings(Duration.ofMillis(300), Duration.ofMillis(200));

    final ManualLoop loop = new ManualLoop();
    final List<String> events = new ArrayList<>();
    private final long start = loop.nanoTime();

    abstract Heartbeat heartbeat();

    /** Returns a listener that records when the heartbeat expires. */
    final Heartbeat.Listener listener(Runnable heartbeat) {
        return new Heartbeat.Listener() {
            @Override
            public void onHeartbeat() {
                heartbeat.run();
            }

            @Override
            public void onHeartbeatExpired() {
                record("expired");
            }
        };
    }

    final void record(String event) {
        events.add(event + " " + Duration.ofNanos(loop.nanoTime() - start).toMillis());
    }

    @Test
    void theHeartbeatIsExpiredBeforeItsTimerHasFired() {
        loop.stall(Duration.ofMillis(499));
        assertThat(heartbeat().isExpired()).isFalse();
        loop.stall(Duration.ofMillis(1));
        assertThat(heartbeat().isExpired()).isTrue();
        loop.runAll();
        assertThat(events).containsExactly("expired 500");
    }

    @Test
    void afterTheStopNothingHappens() {
        heartbeat().stop();
        heartbeat().stop();
        loop.advanceMillis(10_000);
        assertThat(events).isEmpty();
        assertThat(loop.timers()).isZero();
    }

    @Test
    void aHeartbeatStoppedWhilePausedSchedulesNoTimer() {
        heartbeat().pause();
        heartbeat().stop();
        loop.advanceMillis(10_000);
        assertThat(events).isEmpty();
        assertThat(loop.timers()).isZero();
    }
}

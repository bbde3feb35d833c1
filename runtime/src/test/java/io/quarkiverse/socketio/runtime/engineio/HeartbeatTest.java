package io.quarkiverse.socketio.runtime.engineio;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

class HeartbeatTest {
    private final ManualLoop loop = new ManualLoop();
    private final long start = loop.nanoTime();
    private final List<String> events = new ArrayList<>();
    private Heartbeat heartbeat = new Heartbeat(loop, new EngineOptions.Pings(Duration.ofMillis(300), Duration.ofMillis(200)),
            () -> tell("ping"), () -> tell("expired"));

    private void tell(String event) {
        events.add(event + " " + Duration.ofNanos(loop.nanoTime() - start).toMillis());
    }

    @Test
    void aPingGoesAfterTheInterval() {
        loop.advanceMillis(299);
        assertThat(events).isEmpty();
        loop.advanceMillis(1);
        assertThat(events).containsExactly("ping 300");
    }

    @Test
    void withoutAPongTheClientIsLostAfterTheTimeout() {
        loop.advanceMillis(499);
        assertThat(heartbeat.isExpired()).isFalse();
        loop.advanceMillis(1);
        assertThat(heartbeat.isExpired()).isTrue();
        assertThat(events).containsExactly("ping 300", "expired 500");
        assertThat(loop.timers()).isZero();
    }

    @Test
    void theNextPingGoesOneIntervalAfterThePong() {
        loop.advanceMillis(350);
        heartbeat.onPong();
        loop.advanceMillis(299);
        assertThat(events).containsExactly("ping 300");
        loop.advanceMillis(1);
        assertThat(events).containsExactly("ping 300", "ping 650");
    }

    @Test
    void aClientThatAlwaysAnswersLivesForEver() {
        for (int i = 0; i < 1000; i++) {
            loop.advanceMillis(301);
            heartbeat.onPong();
        }
        assertThat(events).hasSize(1000).allMatch(event -> event.startsWith("ping"));
        assertThat(loop.timers()).isEqualTo(1);
    }

    @Test
    void aPongThatNobodyAskedForLeavesOneTimer() {
        for (int i = 0; i < 10; i++) {
            loop.advanceMillis(100);
            heartbeat.onPong();
        }
        assertThat(loop.timers()).isEqualTo(1);
        loop.advanceMillis(300);
        assertThat(events).containsExactly("ping 1300");
    }

    @Test
    void aTimerThatFiresLateDoesNotMoveTheDeadline() {
        loop.stall(Duration.ofMillis(390));
        loop.runAll();
        assertThat(events).containsExactly("ping 390");
        loop.advanceMillis(110);
        assertThat(events).containsExactly("ping 390", "expired 500");
    }

    @Test
    void theClientIsLostThoughNoTimerFiredYet() {
        loop.stall(Duration.ofMillis(499));
        assertThat(heartbeat.isExpired()).isFalse();
        loop.stall(Duration.ofMillis(1));
        assertThat(heartbeat.isExpired()).isTrue();
        loop.runAll();
        assertThat(events).containsExactly("expired 500");
    }

    @Test
    void afterTheStopNothingHappens() {
        heartbeat.stop();
        heartbeat.stop();
        loop.advanceMillis(10_000);
        assertThat(events).isEmpty();
        assertThat(loop.timers()).isZero();
    }

    @Test
    void stoppedByItsOwnPingItSetsNoTimer() {
        heartbeat.stop();
        heartbeat = new Heartbeat(loop, new EngineOptions.Pings(Duration.ofMillis(300), Duration.ofMillis(200)),
                () -> heartbeat.stop(), () -> tell("expired"));
        loop.advanceMillis(300);
        assertThat(loop.timers()).isZero();
    }
}

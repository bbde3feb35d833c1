package io.quarkiverse.socketio.runtime.engineio;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ClientPingsTest extends HeartbeatContractTest {
    private final Heartbeat heartbeat = new ClientPings(loop, PINGS, listener(() -> record("pong")));

    @Override
    Heartbeat heartbeat() {
        return heartbeat;
    }

    @Test
    void eachPingIsAnswered() {
        loop.advanceMillis(100);
        assertThat(heartbeat.onPing()).isTrue();
        assertThat(heartbeat.onPing()).isTrue();
        assertThat(events).containsExactly("pong 100", "pong 100");
    }

    @Test
    void withoutAPingTheHeartbeatExpiresAfterIntervalAndTimeout() {
        loop.advanceMillis(499);
        assertThat(heartbeat.isExpired()).isFalse();
        loop.advanceMillis(1);
        assertThat(heartbeat.isExpired()).isTrue();
        assertThat(events).containsExactly("expired 500");
        assertThat(loop.timers()).isZero();
    }

    @Test
    void theServerNeverPings() {
        loop.advanceMillis(499);
        assertThat(events).isEmpty();
    }

    @Test
    void aPingRestartsTheTimeout() {
        loop.advanceMillis(499);
        heartbeat.onPing();
        loop.advanceMillis(499);
        assertThat(events).containsExactly("pong 499");
        loop.advanceMillis(1);
        assertThat(events).containsExactly("pong 499", "expired 999");
    }

    @Test
    void aClientThatPingsNeverExpiresAndUsesOneTimer() {
        for (int i = 0; i < 1000; i++) {
            loop.advanceMillis(300);
            heartbeat.onPing();
            assertThat(loop.timers()).isEqualTo(1);
        }
        assertThat(events).hasSize(1000).allMatch(event -> event.startsWith("pong"));
    }

    @Test
    void aPongOfTheClientIsRefused() {
        assertThat(heartbeat.onPong()).isFalse();
        loop.advanceMillis(500);
        assertThat(events).containsExactly("expired 500");
    }

    @Test
    void whilePausedPongsAreSentAndNothingExpires() {
        heartbeat.pause();
        loop.advanceMillis(1_000);
        assertThat(heartbeat.isExpired()).isFalse();
        assertThat(events).containsExactly("pong 100", "pong 200", "pong 300", "pong 400", "pong 500", "pong 600", "pong 700",
                "pong 800", "pong 900", "pong 1000");
        heartbeat.resume();
        events.clear();
        loop.advanceMillis(499);
        assertThat(events).isEmpty();
        loop.advanceMillis(1);
        assertThat(events).containsExactly("expired 1500");
        assertThat(loop.timers()).isZero();
    }
}

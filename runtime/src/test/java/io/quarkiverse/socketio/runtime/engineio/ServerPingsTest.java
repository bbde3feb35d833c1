package io.quarkiverse.socketio.runtime.engineio;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;

import org.junit.jupiter.api.Test;

class ServerPingsTest extends HeartbeatContractTest {
    private ServerPings heartbeat = new ServerPings(loop, PINGS, listener(() -> record("ping")));

    @Override
    Heartbeat heartbeat() {
        return heartbeat;
    }

    @Test
    void aPingIsSentAfterTheInterval() {
        loop.advanceMillis(299);
        assertThat(events).isEmpty();
        loop.advanceMillis(1);
        assertThat(events).containsExactly("ping 300");
    }

    @Test
    void withoutAPongTheHeartbeatExpiresAfterTheTimeout() {
        loop.advanceMillis(499);
        assertThat(heartbeat.isExpired()).isFalse();
        loop.advanceMillis(1);
        assertThat(heartbeat.isExpired()).isTrue();
        assertThat(events).containsExactly("ping 300", "expired 500");
        assertThat(loop.timers()).isZero();
    }

    @Test
    void theNextPingIsSentOneIntervalAfterThePong() {
        loop.advanceMillis(350);
        heartbeat.onPong();
        loop.advanceMillis(299);
        assertThat(events).containsExactly("ping 300");
        loop.advanceMillis(1);
        assertThat(events).containsExactly("ping 300", "ping 650");
    }

    @Test
    void whilePausedNothingExpiresAndPingsContinue() {
        heartbeat.pause();
        loop.advanceMillis(10_000);
        assertThat(heartbeat.isExpired()).isFalse();
        assertThat(events).hasSize(33).contains("ping 300", "ping 600", "ping 9900");
        assertThat(loop.timers()).isEqualTo(1);
    }

    @Test
    void aPongThatIsUnreadDuringAPauseDoesNotExpire() {
        loop.advanceMillis(310);
        heartbeat.pause();
        loop.advanceMillis(1_000);
        heartbeat.resume();
        assertThat(heartbeat.isExpired()).isFalse();
        assertThat(events).containsExactly("ping 300", "ping 500", "ping 800", "ping 1100");
        loop.advanceMillis(310);
        heartbeat.onPong();
        loop.advanceMillis(350);
        assertThat(events).last().isEqualTo("ping 1920");
    }

    @Test
    void aLostClientExpiresAfterThePause() {
        loop.advanceMillis(310);
        heartbeat.pause();
        loop.advanceMillis(490);
        heartbeat.resume();
        loop.advanceMillis(499);
        assertThat(events).containsExactly("ping 300", "ping 500", "ping 800", "ping 1100");
        loop.advanceMillis(1);
        assertThat(events).last().isEqualTo("expired 1300");
    }

    @Test
    void aClientThatAlwaysSendsPongsNeverExpires() {
        for (int i = 0; i < 1000; i++) {
            loop.advanceMillis(301);
            heartbeat.onPong();
        }
        assertThat(events).hasSize(1000).allMatch(event -> event.startsWith("ping"));
        assertThat(loop.timers()).isEqualTo(1);
    }

    @Test
    void anUnexpectedPongLeavesOneTimer() {
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
    void aHeartbeatStoppedByItsOwnPingSchedulesNoTimer() {
        heartbeat.stop();
        heartbeat = new ServerPings(loop, PINGS, listener(() -> heartbeat.stop()));
        loop.advanceMillis(300);
        assertThat(loop.timers()).isZero();
    }

    @Test
    void aPingOfTheClientIsRefused() {
        assertThat(heartbeat.onPing()).isFalse();
        assertThat(heartbeat.onPong()).isTrue();
    }
}

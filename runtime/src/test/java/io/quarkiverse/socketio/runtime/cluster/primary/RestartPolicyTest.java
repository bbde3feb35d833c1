package io.quarkiverse.socketio.runtime.cluster.primary;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import io.quarkiverse.socketio.runtime.cluster.primary.RestartPolicy.Backoff;
import io.quarkiverse.socketio.runtime.cluster.primary.RestartPolicy.CrashLimit;
import io.quarkiverse.socketio.runtime.cluster.primary.RestartPolicy.GiveUp;
import io.quarkiverse.socketio.runtime.cluster.primary.RestartPolicy.History;
import io.quarkiverse.socketio.runtime.cluster.primary.RestartPolicy.RespawnIn;
import io.quarkiverse.socketio.runtime.cluster.primary.RestartPolicy.Verdict;

class RestartPolicyTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration HALF_MINUTE = Duration.ofSeconds(30);
    private static final Duration MINUTE = Duration.ofSeconds(60);

    private final History seat = new History();
    private long now;

    @Test
    void theDelayIsNothingThenDoublesUpToTheMost() {
        RestartPolicy policy = policy(100, 100);
        for (long expected : new long[] { 0, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000 }) {
            assertThat(crash(policy, 0, 0)).isEqualTo(new RespawnIn(expected));
        }
        assertThat(seat.restarts()).isEqualTo(8);
    }

    @Test
    void theDelayIsShortenedAtRandomByAFifthAtMost() {
        RestartPolicy policy = policy(100, 100);
        crash(policy, 0, 0);
        assertThat(crash(policy, 0, 1)).isEqualTo(new RespawnIn(800));
        assertThat(crash(policy, 0, 0.5)).isEqualTo(new RespawnIn(1800));
    }

    @Test
    void aWorkerThatLivedLongStartsTheDelaysAnew() {
        RestartPolicy policy = policy(100, 100);
        crash(policy, 0, 0);
        crash(policy, 0, 0);
        assertThat(crash(policy, 29_999, 0)).isEqualTo(new RespawnIn(2000));
        assertThat(crash(policy, 30_000, 0)).isEqualTo(new RespawnIn(0));
        assertThat(crash(policy, 0, 0)).isEqualTo(new RespawnIn(1000));
    }

    @Test
    void moreCrashesThanTheThresholdInTheWindowAreTooMany() {
        RestartPolicy policy = policy(100, 5);
        for (int i = 0; i < 5; i++) {
            assertThat(crash(policy, 0, 0)).isInstanceOf(RespawnIn.class);
        }
        assertThat(crash(policy, 0, 0)).isInstanceOfSatisfying(GiveUp.class,
                giveUp -> assertThat(giveUp.why()).contains("6 times", "respawn-threshold"));
    }

    @Test
    void crashesOutsideOfTheWindowAreForgotten() {
        RestartPolicy policy = policy(100, 2);
        for (int i = 0; i < 20; i++) {
            now += 31_000;
            assertThat(crash(policy, 0, 0)).isInstanceOf(RespawnIn.class);
        }
    }

    @Test
    void aSeatIsRestartedOnlySoOftenInItsLife() {
        RestartPolicy policy = policy(3, 100);
        for (int i = 0; i < 3; i++) {
            now += 3_600_000;
            assertThat(crash(policy, 3_600_000, 0)).isEqualTo(new RespawnIn(0));
        }
        assertThat(crash(policy, 3_600_000, 0)).isInstanceOfSatisfying(GiveUp.class,
                giveUp -> assertThat(giveUp.why()).contains("3 times", "max-restarts"));
    }

    @Test
    void withoutRestartsEveryCrashIsTheLast() {
        RestartPolicy policy = new RestartPolicy(false, new Backoff(SECOND, HALF_MINUTE, HALF_MINUTE),
                new CrashLimit(10, 5, MINUTE));
        assertThat(crash(policy, 0, 0)).isInstanceOf(GiveUp.class);
    }

    private Verdict crash(RestartPolicy policy, long uptime, double random) {
        return policy.afterCrash(seat, now, uptime, random);
    }

    private static RestartPolicy policy(int restarts, int crashes) {
        return new RestartPolicy(true, new Backoff(SECOND, HALF_MINUTE, HALF_MINUTE),
                new CrashLimit(restarts, crashes, MINUTE));
    }
}

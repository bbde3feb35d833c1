package io.quarkiverse.socketio.runtime.cluster.supervision;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import io.quarkiverse.socketio.runtime.cluster.supervision.RestartPolicy.Backoff;
import io.quarkiverse.socketio.runtime.cluster.supervision.RestartPolicy.CrashLimit;
import io.quarkiverse.socketio.runtime.cluster.supervision.RestartPolicy.GiveUp;
import io.quarkiverse.socketio.runtime.cluster.supervision.RestartPolicy.History;
import io.quarkiverse.socketio.runtime.cluster.supervision.RestartPolicy.Life;
import io.quarkiverse.socketio.runtime.cluster.supervision.RestartPolicy.RespawnIn;
import io.quarkiverse.socketio.runtime.cluster.supervision.RestartPolicy.Verdict;

class RestartPolicyTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration HALF_MINUTE = Duration.ofSeconds(30);
    private static final Duration MINUTE = Duration.ofSeconds(60);
    private static final Duration HOUR = Duration.ofHours(1);

    private final History seat = new History();
    private long now;

    @Test
    void theDelayStartsAtZeroAndDoublesUpToTheMaximum() {
        RestartPolicy policy = policy(100, 100);
        for (long expected : new long[] { 0, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000 }) {
            assertThat(crash(policy, 0, 0)).isEqualTo(new RespawnIn(expected, null));
        }
        assertThat(seat.restarts()).isEqualTo(8);
    }

    @Test
    void jitterShortensTheDelayByAFifthAtMost() {
        RestartPolicy policy = policy(100, 100);
        crash(policy, 0, 0);
        assertThat(crash(policy, 0, 1)).isEqualTo(new RespawnIn(800, null));
        assertThat(crash(policy, 0, 0.5)).isEqualTo(new RespawnIn(1800, null));
    }

    @Test
    void aLongLivedWorkerResetsTheDelay() {
        RestartPolicy policy = policy(100, 100);
        crash(policy, 0, 0);
        crash(policy, 0, 0);
        assertThat(crash(policy, 29_999, 0)).isEqualTo(new RespawnIn(2000, null));
        assertThat(crash(policy, 30_000, 0)).isEqualTo(new RespawnIn(0, null));
        assertThat(crash(policy, 0, 0)).isEqualTo(new RespawnIn(1000, null));
    }

    @Test
    void tooManyFailedStartsEmptyTheSeatForTheWindow() {
        RestartPolicy policy = policy(100, 5);
        for (int i = 0; i < 5; i++) {
            assertThat(failedStart(policy)).isInstanceOf(RespawnIn.class);
        }
        assertThat(failedStart(policy)).isInstanceOfSatisfying(GiveUp.class, giveUp -> {
            assertThat(giveUp.why()).contains("crashed 6 times within 60 s", "respawn-threshold");
            assertThat(giveUp.retryMillis()).isEqualTo(HOUR.toMillis());
        });
        now += HOUR.toMillis() + 1;
        assertThat(failedStart(policy)).as("they no longer count").isInstanceOf(RespawnIn.class);
    }

    /** Crashes of workers that each take as long as they may. */
    @Test
    void moreFailedStartsThanMaxRestartsEmptyTheSeatForTheWindow() {
        RestartPolicy policy = policy(10, 100);
        for (int i = 0; i < 10; i++) {
            now += MINUTE.toMillis();
            assertThat(failedStart(policy)).isInstanceOfSatisfying(RespawnIn.class, respawn -> now += respawn.millis());
        }
        now += MINUTE.toMillis();
        assertThat(failedStart(policy)).isInstanceOfSatisfying(GiveUp.class,
                giveUp -> assertThat(giveUp.why()).contains("restarted 10 times within 3600 s", "max-restarts"));
    }

    @Test
    void aReadyWorkerResetsFailedStarts() {
        RestartPolicy policy = policy(100, 5);
        for (int i = 0; i < 20; i++) {
            assertThat(i % 5 == 4 ? crash(policy, 0, 0) : failedStart(policy)).isInstanceOf(RespawnIn.class);
        }
    }

    /** Killing each worker as soon as it is ready does not end the cluster. */
    @Test
    void crashesOfReadyWorkersSlowRestartsDownAndNeverEndThem() {
        RestartPolicy policy = policy(3, 100);
        for (int i = 0; i < 3; i++) {
            assertThat(crash(policy, 30_000, 0)).isEqualTo(new RespawnIn(0, null));
        }
        for (int i = 3; i < 10_000; i++) {
            now += 31_000;
            Verdict verdict = crash(policy, 30_000, 0);
            assertThat(verdict).isInstanceOfSatisfying(RespawnIn.class, respawn -> {
                assertThat(respawn.millis()).isEqualTo(30_000);
                assertThat(respawn.slowed()).contains("times within 3600 s (quarkus.socketio.cluster.max-restarts)");
            });
        }
        assertThat(crash(policy, 30_000, 1)).isInstanceOfSatisfying(RespawnIn.class,
                respawn -> assertThat(respawn.millis()).isEqualTo(24_000));
        now += HOUR.toMillis() + 1;
        assertThat(crash(policy, 30_000, 0)).as("after the window").isEqualTo(new RespawnIn(0, null));
    }

    @Test
    void manyCrashesWithinAMinuteSlowRestartsDown() {
        RestartPolicy policy = policy(100, 5);
        for (int i = 0; i < 5; i++) {
            crash(policy, 30_000, 0);
        }
        assertThat(crash(policy, 30_000, 0)).isEqualTo(
                new RespawnIn(30_000, "it crashed 6 times within 60 s (quarkus.socketio.cluster.respawn-threshold)"));
    }

    @Test
    void crashesOutsideOfTheWindowAreForgotten() {
        RestartPolicy policy = policy(100, 2);
        for (int i = 0; i < 20; i++) {
            now += 31_000;
            assertThat(crash(policy, 30_000, 0)).isEqualTo(new RespawnIn(0, null));
        }
    }

    @Test
    void workersThatLiveLongerThanTheWindowAreRestartedAtOnce() {
        RestartPolicy policy = policy(3, 100);
        for (int i = 0; i < 100; i++) {
            now += HOUR.toMillis() / 3;
            assertThat(crash(policy, HOUR.toMillis() / 3, 0)).isEqualTo(new RespawnIn(0, null));
            now += 1;
        }
    }

    @Test
    void withoutRestartsNoWorkerIsReplaced() {
        RestartPolicy policy = new RestartPolicy(false, new Backoff(SECOND, HALF_MINUTE, HALF_MINUTE),
                new CrashLimit(10, HOUR, 5, MINUTE));
        assertThat(crash(policy, 0, 0)).isInstanceOfSatisfying(GiveUp.class,
                giveUp -> assertThat(giveUp.retryMillis()).isEqualTo(Seat.NEVER));
    }

    /** Records the crash of a worker that was ready. */
    private Verdict crash(RestartPolicy policy, long uptime, double random) {
        return policy.afterCrash(seat, now, new Life(uptime, true), random);
    }

    private Verdict failedStart(RestartPolicy policy) {
        return policy.afterCrash(seat, now, new Life(0, false), 0);
    }

    private static RestartPolicy policy(int restarts, int crashes) {
        return new RestartPolicy(true, new Backoff(SECOND, HALF_MINUTE, HALF_MINUTE),
                new CrashLimit(restarts, HOUR, crashes, MINUTE));
    }
}

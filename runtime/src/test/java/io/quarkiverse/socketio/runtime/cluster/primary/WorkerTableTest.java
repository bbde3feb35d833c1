package io.quarkiverse.socketio.runtime.cluster.primary;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;

import io.quarkiverse.socketio.cluster.WorkerState;
import io.quarkiverse.socketio.runtime.cluster.primary.PrimarySettings.Limits;
import io.quarkiverse.socketio.runtime.cluster.primary.RestartPolicy.Backoff;
import io.quarkiverse.socketio.runtime.cluster.primary.RestartPolicy.CrashLimit;

/** The life of workers, in virtual time. */
class WorkerTableTest {
    private static final Limits LIMITS = new Limits(Duration.ofSeconds(60), Duration.ofSeconds(60), Duration.ofSeconds(30),
            Duration.ofSeconds(10));

    private final WorkerTable table = table(2, 5);
    private long now = 1_000_000;

    @Test
    void everySeatIsFilledAtTheStart() {
        assertThat(on(new ClusterEvent.Start())).contains(new Action.Launch(1, 1), new Action.Launch(2, 2));
        assertThat(states()).containsOnly(WorkerState.STARTING);
        assertThat(table.ready()).isEmpty();
    }

    @Test
    void theClusterIsReadyOnceWhenTheLastWorkerIs() {
        on(new ClusterEvent.Start());
        now += 2000;
        assertThat(on(new ClusterEvent.Ready(1))).contains(new Action.TellMembers())
                .doesNotHaveAnyElementsOfTypes(Action.ClusterReady.class);
        now += 500;
        assertThat(on(new ClusterEvent.Ready(2))).contains(new Action.ClusterReady(2500));
        on(new ClusterEvent.Exited(2, 1, ""));
        assertThat(on(new ClusterEvent.Ready(3))).doesNotHaveAnyElementsOfTypes(Action.ClusterReady.class);
        assertThat(table.wasReady()).isTrue();
    }

    @Test
    void readySaidTwiceOrByADeadWorkerChangesNothing() {
        start();
        assertThat(on(new ClusterEvent.Ready(1))).isEmpty();
        on(new ClusterEvent.Exited(1, 1, ""));
        assertThat(on(new ClusterEvent.Ready(1))).isEmpty();
        assertThat(on(new ClusterEvent.Ready(77))).isEmpty();
    }

    @Test
    void aCrashedWorkerIsReplacedAtOnceByAnotherIncarnation() {
        start();
        assertThat(on(new ClusterEvent.Exited(1, 137, ""))).contains(new Action.Launch(1, 3), new Action.TellMembers());
        assertThat(table.ready()).extracting(seat -> seat.incarnation).containsExactly(2);
        assertThat(table.of(1)).isNull();
    }

    @Test
    void aWorkerThatCrashesAgainIsReplacedLater() {
        start();
        on(new ClusterEvent.Exited(1, 1, ""));
        assertThat(on(new ClusterEvent.Exited(3, 1, ""))).doesNotHaveAnyElementsOfTypes(Action.Launch.class);
        assertThat(table.seats().get(0).state).isEqualTo(WorkerState.RESPAWNING);
        assertThat(table.nextDeadline()).isEqualTo(now + 1000);
        now += 999;
        assertThat(on(new ClusterEvent.Tick())).isEmpty();
        now += 1;
        assertThat(on(new ClusterEvent.Tick())).contains(new Action.Launch(1, 4));
    }

    @Test
    void aSeatThatCrashesTooOftenFailsAndTheOtherGoesOn() {
        WorkerTable strict = table(2, 0);
        strict.on(new ClusterEvent.Start(), now);
        assertThat(strict.on(new ClusterEvent.Exited(1, 1, "out of luck"), now))
                .doesNotHaveAnyElementsOfTypes(Action.Launch.class, Action.Finish.class);
        assertThat(strict.seats().get(0).state).isEqualTo(WorkerState.FAILED);
        assertThat(strict.on(new ClusterEvent.Ready(2), now)).contains(new Action.TellMembers());
    }

    @Test
    void whenAllSeatsHaveFailedTheClusterEndsWithTheLastError() {
        WorkerTable strict = table(2, 0);
        strict.on(new ClusterEvent.Start(), now);
        strict.on(new ClusterEvent.Exited(1, 1, "first error"), now);
        List<Action> last = strict.on(new ClusterEvent.Exited(2, 3, "last error"), now);
        assertThat(last).contains(new Action.Finish(1));
        assertThat(last).anyMatch(action -> action instanceof Action.Say say && say.error()
                && say.text().contains("All workers have failed") && say.text().contains("last error"));
    }

    @Test
    void aWorkerThatDoesNotBootIsKilled() {
        on(new ClusterEvent.Start());
        on(new ClusterEvent.Ready(1));
        now += 60_000;
        on(new ClusterEvent.Load(1, 0, 0));
        assertThat(on(new ClusterEvent.Tick())).contains(new Action.Kill(2)).doesNotContain(new Action.Kill(1));
        assertThat(on(new ClusterEvent.Exited(2, 137, ""))).contains(new Action.Launch(2, 3));
    }

    @Test
    void aSilentWorkerIsAskedForItsThreadsAndThenKilled() {
        start();
        now += 59_000;
        on(new ClusterEvent.Load(2, 0, 0));
        now += 1000;
        assertThat(on(new ClusterEvent.Tick())).contains(new Action.DumpThreads(1)).doesNotContain(new Action.Kill(1));
        now += WorkerTable.LAST_CHANCE_MILLIS;
        assertThat(on(new ClusterEvent.Tick())).contains(new Action.Kill(1), new Action.TellMembers())
                .doesNotContain(new Action.Kill(2));
    }

    @Test
    void aWorkerThatSpeaksAgainIsSpared() {
        start();
        now += 60_000;
        on(new ClusterEvent.Load(2, 0, 0));
        on(new ClusterEvent.Tick());
        on(new ClusterEvent.Load(1, 0, 0));
        now += WorkerTable.LAST_CHANCE_MILLIS;
        assertThat(on(new ClusterEvent.Tick())).isEmpty();
    }

    @Test
    void workersAreNotBlamedWhenThePrimaryItselfWasStopped() {
        start();
        now += 600_000;
        assertThat(on(new ClusterEvent.Tick())).isEmpty();
        assertThat(table.nextDeadline()).isEqualTo(now + 60_000);
    }

    @Test
    void aWorkerWhoseLinkIsLostTakesNothingMoreAndIsKilledIfItStays() {
        start();
        assertThat(on(new ClusterEvent.LinkLost(1))).contains(new Action.TellMembers());
        assertThat(table.ready()).extracting(seat -> seat.incarnation).containsExactly(2);
        now += WorkerTable.LAST_CHANCE_MILLIS;
        assertThat(on(new ClusterEvent.Tick())).contains(new Action.Kill(1));
    }

    @Test
    void aWorkerThatMisbehavesIsKilledAndReplaced() {
        start();
        assertThat(on(new ClusterEvent.Misbehaved(2, "nonsense"))).contains(new Action.Kill(2), new Action.TellMembers());
        assertThat(on(new ClusterEvent.Exited(2, 137, ""))).contains(new Action.Launch(2, 3));
    }

    @Test
    void shutdownStopsAllAndReplacesNobody() {
        start();
        assertThat(on(new ClusterEvent.Shutdown(false))).contains(new Action.Stop(1, 30_000), new Action.Stop(2, 30_000),
                new Action.TellMembers());
        assertThat(table.ready()).isEmpty();
        assertThat(on(new ClusterEvent.Exited(1, 0, ""))).doesNotHaveAnyElementsOfTypes(Action.Launch.class,
                Action.Finish.class);
        assertThat(on(new ClusterEvent.Exited(2, 0, ""))).contains(new Action.Finish(0));
        assertThat(states()).containsOnly(WorkerState.STOPPED);
    }

    @Test
    void shutdownKillsWhoIsLate() {
        start();
        on(new ClusterEvent.Shutdown(false));
        on(new ClusterEvent.Exited(1, 0, ""));
        now += 30_000;
        assertThat(on(new ClusterEvent.Tick())).contains(new Action.Kill(2)).doesNotContain(new Action.Kill(1));
        assertThat(on(new ClusterEvent.Exited(2, 137, ""))).contains(new Action.Finish(0));
    }

    @Test
    void shutdownAtOnceKillsAll() {
        start();
        on(new ClusterEvent.Shutdown(false));
        assertThat(on(new ClusterEvent.Shutdown(true))).contains(new Action.Kill(1), new Action.Kill(2));
    }

    @Test
    void shutdownForgetsWhoWasToBeReplaced() {
        start();
        on(new ClusterEvent.Exited(1, 1, ""));
        on(new ClusterEvent.Exited(3, 1, ""));
        on(new ClusterEvent.Shutdown(false));
        now += 10_000;
        assertThat(on(new ClusterEvent.Tick())).doesNotHaveAnyElementsOfTypes(Action.Launch.class);
        assertThat(on(new ClusterEvent.Exited(2, 0, ""))).contains(new Action.Finish(0));
    }

    @Test
    void anIncarnationIsNotReusedWhileItsWorkerLives() {
        WorkerTable patient = table(2, Integer.MAX_VALUE);
        patient.on(new ClusterEvent.Start(), now);
        Set<Integer> seen = new HashSet<>();
        int incarnation = 1;
        for (int i = 0; i < 3 * WorkerTable.MAX_INCARNATION; i++) {
            now += 3_600_000;
            patient.on(new ClusterEvent.Ready(incarnation), now);
            patient.on(new ClusterEvent.Exited(incarnation, 1, ""), now);
            incarnation = patient.seats().get(0).incarnation;
            assertThat(incarnation).isBetween(1, WorkerTable.MAX_INCARNATION).isNotEqualTo(2);
            seen.add(incarnation);
        }
        assertThat(seen).hasSize(WorkerTable.MAX_INCARNATION - 1);
    }

    @Test
    void connectionsAreThoseReportedAndThoseOnTheirWay() {
        start();
        on(new ClusterEvent.HandedOver(1));
        on(new ClusterEvent.HandedOver(1));
        assertThat(table.of(1).connections()).isEqualTo(2);
        on(new ClusterEvent.Load(1, 1, 1));
        assertThat(table.of(1).connections()).isEqualTo(2);
        on(new ClusterEvent.Load(1, 1, 2));
        assertThat(table.of(1).connections()).isEqualTo(1);
    }

    private void start() {
        on(new ClusterEvent.Start());
        on(new ClusterEvent.Ready(1));
        on(new ClusterEvent.Ready(2));
    }

    private List<Action> on(ClusterEvent event) {
        return table.on(event, now);
    }

    private List<WorkerState> states() {
        return table.seats().stream().map(seat -> seat.state).toList();
    }

    private static WorkerTable table(int seats, int crashes) {
        int restarts = crashes == Integer.MAX_VALUE ? Integer.MAX_VALUE : 10;
        return new WorkerTable(seats, new RestartPolicy(true, new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(30),
                Duration.ofSeconds(30)), new CrashLimit(restarts, crashes, Duration.ofSeconds(60))), LIMITS, () -> 0);
    }
}

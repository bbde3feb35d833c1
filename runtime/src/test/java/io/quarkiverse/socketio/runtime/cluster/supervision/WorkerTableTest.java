package io.quarkiverse.socketio.runtime.cluster.supervision;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;

import io.quarkiverse.socketio.cluster.ClusterEvent;
import io.quarkiverse.socketio.cluster.WorkerState;
import io.quarkiverse.socketio.runtime.cluster.supervision.RestartPolicy.Backoff;
import io.quarkiverse.socketio.runtime.cluster.supervision.RestartPolicy.CrashLimit;
import io.quarkiverse.socketio.runtime.cluster.supervision.SupervisionSettings.Limits;

/** Tests the states of workers, in virtual time. */
class WorkerTableTest {
    private static final Limits LIMITS = new Limits(Duration.ofSeconds(60), Duration.ofSeconds(60), Duration.ofSeconds(30));

    private final WorkerTable table = table(2, 5);
    private long now = 1_000_000;

    @Test
    void everySeatIsFilledAtTheStart() {
        assertThat(on(new TableEvent.Start())).contains(new TableAction.Launch(1, 1, false),
                new TableAction.Launch(2, 2, false));
        assertThat(states()).containsOnly(WorkerState.STARTING);
        assertThat(table.ready()).isEmpty();
    }

    @Test
    void theClusterIsReadyWithItsLastWorkerOnce() {
        on(new TableEvent.Start());
        now += 2000;
        assertThat(on(new TableEvent.Ready(1))).contains(new TableAction.SendMembers())
                .noneMatch(WorkerTableTest::isClusterReady);
        now += 500;
        assertThat(on(new TableEvent.Ready(2)))
                .contains(new TableAction.Announce(new ClusterEvent.ClusterReady(2, Duration.ofMillis(2500))));
        on(new TableEvent.Exited(2, 1, ""));
        assertThat(on(new TableEvent.Ready(3))).noneMatch(WorkerTableTest::isClusterReady);
        assertThat(table.wasReady()).isTrue();
    }

    @Test
    void repeatedAndLateReadyMessagesAreIgnored() {
        start();
        assertThat(on(new TableEvent.Ready(1))).isEmpty();
        on(new TableEvent.Exited(1, 1, ""));
        assertThat(on(new TableEvent.Ready(1))).isEmpty();
        assertThat(on(new TableEvent.Ready(77))).isEmpty();
    }

    @Test
    void aCrashedWorkerIsReplacedAtOnceByAnotherIncarnation() {
        start();
        assertThat(on(new TableEvent.Exited(1, 137, ""))).contains(new TableAction.Launch(1, 3, false),
                new TableAction.SendMembers());
        assertThat(table.ready()).extracting(Worker::incarnation).containsExactly(2);
        assertThat(table.worker(1)).isNull();
    }

    @Test
    void aWorkerThatCrashesAgainIsReplacedAfterADelay() {
        start();
        on(new TableEvent.Exited(1, 1, ""));
        assertThat(on(new TableEvent.Exited(3, 1, ""))).doesNotHaveAnyElementsOfTypes(TableAction.Launch.class);
        assertThat(table.seats().get(0).state()).isEqualTo(WorkerState.RESPAWNING);
        assertThat(table.nextDeadline()).isEqualTo(now + 1000);
        now += 999;
        assertThat(on(new TableEvent.Tick())).isEmpty();
        now += 1;
        assertThat(on(new TableEvent.Tick())).contains(new TableAction.Launch(1, 4, false));
    }

    @Test
    void aSeatWithTooManyCrashesFailsAndTheOtherContinues() {
        WorkerTable strict = table(2, 0);
        strict.on(new TableEvent.Start(), now);
        assertThat(strict.on(new TableEvent.Exited(1, 1, "out of luck"), now))
                .doesNotHaveAnyElementsOfTypes(TableAction.Launch.class, TableAction.Finish.class);
        assertThat(strict.seats().get(0).state()).isEqualTo(WorkerState.FAILED);
        assertThat(strict.on(new TableEvent.Ready(2), now)).contains(new TableAction.SendMembers());
    }

    @Test
    void theDelaysOfASeatGrowUpToTheMaximum() {
        WorkerTable patient = table(1, 100, 100);
        patient.on(new TableEvent.Start(), now);
        for (long delay : new long[] { 0, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000 }) {
            crash(patient);
            if (delay > 0) {
                assertThat(patient.seats().get(0).state()).isEqualTo(WorkerState.RESPAWNING);
                assertThat(patient.nextDeadline()).isEqualTo(now + delay);
                now += delay;
                patient.on(new TableEvent.Tick(), now);
            }
            assertThat(patient.seats().get(0).state()).isEqualTo(WorkerState.STARTING);
        }
        assertThat(patient.seats().get(0).restarts()).isEqualTo(8);
    }

    @Test
    void crashesAboveTheThresholdEndTheSeat() {
        WorkerTable limited = table(1, 5, 100);
        limited.on(new TableEvent.Start(), now);
        for (int crash = 1; crash <= 5; crash++) {
            crash(limited);
            tickUntilLaunched(limited);
        }
        assertThat(crash(limited)).contains(new TableAction.Finish(1));
        assertThat(limited.seats().get(0).state()).isEqualTo(WorkerState.FAILED);
    }

    @Test
    void crashesOverALongerTimeDoNotEndTheSeat() {
        WorkerTable limited = table(1, 5, 100);
        limited.on(new TableEvent.Start(), now);
        for (int crash = 1; crash <= 50; crash++) {
            limited.on(new TableEvent.Ready(limited.seats().get(0).worker().incarnation()), now);
            now += 13_000;
            crash(limited);
            tickUntilLaunched(limited);
        }
        assertThat(limited.seats().get(0).restarts()).isEqualTo(50);
    }

    /** Killing workers as soon as they are ready does not end the cluster. */
    @Test
    void workersThatWereReadyAreAlwaysReplaced() {
        WorkerTable limited = table(1, 5, 3);
        limited.on(new TableEvent.Start(), now);
        for (int crash = 1; crash <= 1000; crash++) {
            limited.on(new TableEvent.Ready(limited.seats().get(0).worker().incarnation()), now);
            List<TableAction> actions = crash(limited);
            assertThat(actions).doesNotHaveAnyElementsOfTypes(TableAction.Finish.class);
            if (crash > 3) {
                assertThat(limited.seats().get(0).state()).isEqualTo(WorkerState.RESPAWNING);
                assertThat(limited.nextDeadline()).isEqualTo(now + 30_000);
                assertThat(actions).anyMatch(action -> action instanceof TableAction.Log log
                        && log.text().contains("; starting it again in 30s, as it "));
            }
            tickUntilLaunched(limited);
        }
        now += Duration.ofHours(2).toMillis();
        limited.on(new TableEvent.Ready(limited.seats().get(0).worker().incarnation()), now);
        assertThat(crash(limited)).hasAtLeastOneElementOfType(TableAction.Launch.class);
    }

    @Test
    void aFailedSeatIsTriedAgainAfterTheWindowWhileOthersLive() {
        WorkerTable limited = table(2, 100, 3);
        limited.on(new TableEvent.Start(), now);
        limited.on(new TableEvent.Ready(2), now);
        for (int crash = 1; crash <= 3; crash++) {
            crash(limited);
            tickUntilLaunched(limited);
        }
        assertThat(crash(limited)).doesNotHaveAnyElementsOfTypes(TableAction.Launch.class, TableAction.Finish.class)
                .anyMatch(action -> action instanceof TableAction.Log log
                        && log.text().matches(".*giving up on \\[w1]: .*; while others live it is tried again, in 1h"));
        assertThat(limited.seats()).extracting(Seat::state).containsExactly(WorkerState.FAILED, WorkerState.RUNNING);
        long again = now + Duration.ofHours(1).toMillis();
        while (now < again) { // the other one sends heartbeats
            assertThat(limited.seats().get(0).state()).isEqualTo(WorkerState.FAILED);
            limited.on(load(2, 0, 0), now);
            now = Math.min(limited.nextDeadline(), again);
            limited.on(new TableEvent.Tick(), now);
        }
        assertThat(limited.seats()).extracting(Seat::state).containsExactly(WorkerState.STARTING, WorkerState.RUNNING);
    }

    /** Crashes the worker of the first seat. */
    private List<TableAction> crash(WorkerTable of) {
        return of.on(new TableEvent.Exited(of.seats().get(0).worker().incarnation(), 1, ""), now);
    }

    private void tickUntilLaunched(WorkerTable of) {
        while (of.seats().get(0).worker() == null) {
            now = of.nextDeadline();
            of.on(new TableEvent.Tick(), now);
        }
    }

    @Test
    void theClusterEndsWithTheLastErrorWhenAllSeatsHaveFailed() {
        WorkerTable strict = table(2, 0);
        strict.on(new TableEvent.Start(), now);
        strict.on(new TableEvent.Exited(1, 1, "first error"), now);
        List<TableAction> last = strict.on(new TableEvent.Exited(2, 3, "last error"), now);
        assertThat(last).contains(new TableAction.Finish(1));
        assertThat(last).anyMatch(action -> action instanceof TableAction.Log log && log.warning()
                && log.text().contains("All workers have failed") && log.text().contains("last error"));
    }

    @Test
    void aConfigurationThatAWorkerRefusesEndsTheStartAtOnceWithItsReasonOnly() {
        on(new TableEvent.Start());
        on(new TableEvent.Ready(1));
        assertThat(on(new TableEvent.Exited(2, TableEvent.Exited.REFUSED, "transports=x")))
                .containsExactly(new TableAction.RefuseStart("transports=x"));
        assertThat(on(new TableEvent.Exited(1, 137, ""))).isEmpty();
        assertThat(table.isShuttingDown()).isTrue();
    }

    @Test
    void aWorkerThatRefusesItsConfigurationLaterIsNoCrashLoopAndTheOthersServe() {
        start();
        on(new TableEvent.Exited(1, 1, "crash"));
        assertThat(on(new TableEvent.Exited(3, TableEvent.Exited.REFUSED, "transports=x")))
                .doesNotHaveAnyElementsOfTypes(TableAction.Launch.class, TableAction.RefuseStart.class)
                .anyMatch(action -> action instanceof TableAction.Log log && log.warning()
                        && log.text().contains("refuses its configuration: transports=x; giving up on [w1]"));
        assertThat(table.seats().get(0).state()).isEqualTo(WorkerState.FAILED);
        assertThat(table.ready()).hasSize(1);
    }

    @Test
    void aWorkerThatExceedsTheStartTimeoutIsKilled() {
        on(new TableEvent.Start());
        on(new TableEvent.Ready(1));
        now += 60_000;
        on(load(1, 0, 0));
        assertThat(on(new TableEvent.Tick())).contains(new TableAction.Kill(2)).doesNotContain(new TableAction.Kill(1));
        assertThat(on(new TableEvent.Exited(2, 137, ""))).contains(new TableAction.Launch(2, 3, false));
    }

    @Test
    void aSilentWorkerDumpsItsThreadsAndIsKilled() {
        start();
        now += 59_000;
        on(load(2, 0, 0));
        now += 1000;
        assertThat(on(new TableEvent.Tick())).contains(new TableAction.DumpThreads(1)).doesNotContain(new TableAction.Kill(1));
        now += Worker.GRACE_MILLIS;
        assertThat(on(new TableEvent.Tick())).contains(new TableAction.Kill(1), new TableAction.SendMembers())
                .doesNotContain(new TableAction.Kill(2));
    }

    @Test
    void aWorkerWhoseHeartbeatsResumeIsNotKilled() {
        start();
        now += 60_000;
        on(load(2, 0, 0));
        on(new TableEvent.Tick());
        on(load(1, 0, 0));
        now += Worker.GRACE_MILLIS;
        assertThat(on(new TableEvent.Tick())).isEmpty();
    }

    @Test
    void workersAreNotKilledAfterAPauseOfThePrimary() {
        start();
        now += 600_000;
        assertThat(on(new TableEvent.Tick())).isEmpty();
        assertThat(table.nextDeadline()).isEqualTo(now + 60_000);
    }

    @Test
    void aWorkerThatLostItsLinkGetsNoConnectionsAndIsKilled() {
        start();
        assertThat(on(new TableEvent.LinkLost(1))).contains(new TableAction.SendMembers());
        assertThat(table.ready()).extracting(Worker::incarnation).containsExactly(2);
        now += Worker.GRACE_MILLIS;
        assertThat(on(new TableEvent.Tick())).contains(new TableAction.Kill(1));
    }

    @Test
    void aWorkerThatViolatesTheProtocolIsKilledAndReplaced() {
        start();
        assertThat(on(new TableEvent.Misbehaved(2, "nonsense"))).contains(new TableAction.Kill(2),
                new TableAction.SendMembers());
        assertThat(on(new TableEvent.Exited(2, 137, ""))).contains(new TableAction.Launch(2, 3, false));
    }

    @Test
    void shutdownStopsAllWorkersAndReplacesNone() {
        start();
        assertThat(on(new TableEvent.Shutdown(false))).contains(new TableAction.Stop(1, 30_000),
                new TableAction.Stop(2, 30_000),
                new TableAction.SendMembers());
        assertThat(table.ready()).isEmpty();
        assertThat(on(new TableEvent.Exited(1, 0, ""))).doesNotHaveAnyElementsOfTypes(TableAction.Launch.class,
                TableAction.Finish.class);
        assertThat(on(new TableEvent.Exited(2, 0, ""))).contains(new TableAction.Finish(0));
        assertThat(states()).containsOnly(WorkerState.STOPPED);
    }

    @Test
    void shutdownKillsLateWorkers() {
        start();
        on(new TableEvent.Shutdown(false));
        on(new TableEvent.Exited(1, 0, ""));
        now += 30_000;
        assertThat(on(new TableEvent.Tick())).contains(new TableAction.Kill(2)).doesNotContain(new TableAction.Kill(1));
        assertThat(on(new TableEvent.Exited(2, 137, ""))).contains(new TableAction.Finish(0));
    }

    @Test
    void immediateShutdownKillsAllWorkers() {
        start();
        on(new TableEvent.Shutdown(false));
        assertThat(on(new TableEvent.Shutdown(true))).contains(new TableAction.Kill(1), new TableAction.Kill(2));
    }

    @Test
    void shutdownCancelsReplacements() {
        start();
        on(new TableEvent.Exited(1, 1, ""));
        on(new TableEvent.Exited(3, 1, ""));
        on(new TableEvent.Shutdown(false));
        now += 10_000;
        assertThat(on(new TableEvent.Tick())).doesNotHaveAnyElementsOfTypes(TableAction.Launch.class);
        assertThat(on(new TableEvent.Exited(2, 0, ""))).contains(new TableAction.Finish(0));
    }

    @Test
    void anIncarnationIsNotReusedWhileItsWorkerLives() {
        WorkerTable patient = table(2, Integer.MAX_VALUE);
        patient.on(new TableEvent.Start(), now);
        Set<Integer> seen = new HashSet<>();
        int incarnation = 1;
        for (int i = 0; i < 3 * Incarnations.MAX; i++) {
            now += 3_600_000;
            patient.on(new TableEvent.Ready(incarnation), now);
            patient.on(new TableEvent.Exited(incarnation, 1, ""), now);
            incarnation = patient.seats().get(0).worker().incarnation();
            assertThat(incarnation).isBetween(1, Incarnations.MAX).isNotEqualTo(2);
            seen.add(incarnation);
        }
        assertThat(seen).hasSize(Incarnations.MAX - 1);
    }

    @Test
    void connectionsAreThoseReportedAndThoseInTransit() {
        start();
        on(new TableEvent.HandedOver(1));
        on(new TableEvent.HandedOver(1));
        assertThat(table.worker(1).connections()).isEqualTo(2);
        on(load(1, 1, 1));
        assertThat(table.worker(1).connections()).isEqualTo(2);
        on(load(1, 1, 2));
        assertThat(table.worker(1).connections()).isEqualTo(1);
    }

    private void start() {
        on(new TableEvent.Start());
        on(new TableEvent.Ready(1));
        on(new TableEvent.Ready(2));
    }

    private static boolean isClusterReady(TableAction action) {
        return action instanceof TableAction.Announce announce && announce.event() instanceof ClusterEvent.ClusterReady;
    }

    private static TableEvent load(int incarnation, int open, long adopted) {
        return new TableEvent.Load(incarnation, new WorkerLoad(open, adopted, 0, 0, 0, 0, WorkerLoad.Activity.NONE));
    }

    private List<TableAction> on(TableEvent event) {
        return table.on(event, now);
    }

    private List<WorkerState> states() {
        return table.seats().stream().map(Seat::state).toList();
    }

    static WorkerTable table(int seats, int crashes) {
        return table(seats, crashes, crashes == Integer.MAX_VALUE ? Integer.MAX_VALUE : 10);
    }

    private static WorkerTable table(int seats, int crashes, int restarts) {
        return new WorkerTable(new SupervisionSettings(seats, new RestartPolicy(true, new Backoff(Duration.ofSeconds(1),
                Duration.ofSeconds(30), Duration.ofSeconds(30)),
                new CrashLimit(restarts, Duration.ofHours(1), crashes, Duration.ofSeconds(60))), LIMITS,
                SupervisionSettings.Checks.NONE),
                () -> 0);
    }
}

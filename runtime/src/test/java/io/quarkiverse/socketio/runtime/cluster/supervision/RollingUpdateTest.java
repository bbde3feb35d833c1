package io.quarkiverse.socketio.runtime.cluster.supervision;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

import org.junit.jupiter.api.Test;

import io.quarkiverse.socketio.cluster.ClusterEvent;
import io.quarkiverse.socketio.cluster.WorkerState;
import io.quarkiverse.socketio.runtime.cluster.supervision.RestartPolicy.Backoff;
import io.quarkiverse.socketio.runtime.cluster.supervision.RestartPolicy.CrashLimit;
import io.quarkiverse.socketio.runtime.cluster.supervision.SupervisionSettings.Limits;

/** Tests rolling restarts and scaling, in virtual time. Two workers run as incarnations 1 and 2. */
class RollingUpdateTest {
    private static final Limits LIMITS = new Limits(Duration.ofSeconds(60), Duration.ofSeconds(600), Duration.ofSeconds(30));

    private final WorkerTable table = table(SupervisionSettings.Checks.NONE);
    private long now = 1_000_000;

    RollingUpdateTest() {
        start(table);
        now += 1000;
    }

    @Test
    void aWorkerIsReplacedWhenItsReplacementIsReadyAndHealthy() {
        assertThat(roll()).contains(new TableAction.Launch(1, 3, true)).doesNotHaveAnyElementsOfTypes(TableAction.Drain.class);
        assertThat(on(new TableEvent.Ready(3))).contains(new TableAction.CheckReadiness(3))
                .doesNotHaveAnyElementsOfTypes(TableAction.Drain.class);
        assertThat(readyIncarnations()).containsExactly(1, 2);
        assertThat(on(new TableEvent.Checked(3, true, ""))).contains(new TableAction.SendMembers(),
                new TableAction.Drain(1, 30_000));
        assertThat(readyIncarnations()).containsExactly(3, 2);
    }

    @Test
    void theNextSeatWaitsUntilTheOldWorkerHasExited() {
        roll();
        replace(3);
        List<TableAction> actions = leave(1);
        assertThat(actions).contains(new TableAction.Launch(2, 4, true));
        replace(4);
        assertThat(leave(2)).anyMatch(action -> action instanceof TableAction.Announce announce
                && announce.event() instanceof ClusterEvent.RollingRestartFinished finished && finished.successful()
                && finished.replaced() == 2);
        assertThat(readyIncarnations()).containsExactly(3, 4);
        assertThat(table.seats()).allMatch(seat -> seat.restarts() == 0);
    }

    @Test
    void aStoppingWorkerKeepsClientsUntilItIsDrained() {
        roll();
        replace(3);
        assertThat(servingIncarnations()).containsExactlyInAnyOrder(1, 2, 3);
        assertThat(on(new TableEvent.Drained(1))).contains(new TableAction.SendMembers(), new TableAction.Stop(1, 30_000));
        assertThat(servingIncarnations()).containsExactlyInAnyOrder(2, 3);
    }

    @Test
    void newConnectionsPreferNewWorkers() {
        roll();
        assertThat(table.preferred()).hasSize(2);
        replace(3);
        assertThat(table.preferred()).extracting(Worker::incarnation).containsExactly(3);
        leave(1);
        replace(4);
        leave(2);
        assertThat(table.preferred()).hasSize(2);
    }

    @Test
    void failedChecksAreRepeated() {
        roll();
        on(new TableEvent.Ready(3));
        on(new TableEvent.Checked(3, false, "database"));
        assertThat(table.nextDeadline()).isEqualTo(now + RollingUpdate.CHECK_MILLIS);
        now += RollingUpdate.CHECK_MILLIS;
        assertThat(on(new TableEvent.Tick())).containsExactly(new TableAction.CheckReadiness(3));
        assertThat(on(new TableEvent.Checked(3, true, ""))).contains(new TableAction.Drain(1, 30_000));
    }

    @Test
    void anUnhealthyReplacementStopsTheRoll() {
        roll();
        on(new TableEvent.Ready(3));
        on(new TableEvent.Checked(3, false, "database"));
        now += 60_000;
        assertThat(on(new TableEvent.Tick())).contains(new TableAction.Kill(3))
                .anyMatch(action -> action instanceof TableAction.Log log && log.text().contains("DOWN: database"));
        assertThat(on(new TableEvent.Exited(3, 137, "")))
                .doesNotHaveAnyElementsOfTypes(TableAction.Launch.class, TableAction.Drain.class)
                .anyMatch(action -> action instanceof TableAction.Log log && log.text().contains("stopped after 0 workers")
                        && log.text().contains("database"))
                .anyMatch(action -> action instanceof TableAction.Announce announce
                        && announce.event() instanceof ClusterEvent.RollingRestartFinished finished && !finished.successful());
        assertThat(readyIncarnations()).containsExactly(1, 2);
    }

    @Test
    void aReplacementThatDiesStopsTheRoll() {
        roll();
        assertThat(on(new TableEvent.Exited(3, 1, "no such bean"))).doesNotHaveAnyElementsOfTypes(TableAction.Launch.class)
                .anyMatch(action -> action instanceof TableAction.Log log && log.text().contains("no such bean"));
        assertThat(readyIncarnations()).containsExactly(1, 2);
        assertThat(roll()).contains(new TableAction.Launch(1, 4, true));
    }

    @Test
    void aReplacementThatRefusesItsConfigurationStopsTheRollWithOneLine() {
        roll();
        assertThat(on(new TableEvent.Exited(3, TableEvent.Exited.REFUSED, "transports=x")))
                .doesNotHaveAnyElementsOfTypes(TableAction.Launch.class, TableAction.RefuseStart.class)
                .filteredOn(action -> action instanceof TableAction.Log)
                .containsExactly(
                        new TableAction.Log(true, "Rolling restart stopped after 0 workers: [w1] did not get a worker that"
                                + " is ready: [w1] refuses its configuration: transports=x"));
        assertThat(readyIncarnations()).containsExactly(1, 2);
    }

    @Test
    void aWorkerThatCrashesBeforeItIsReplacedIsReplacedByItsReplacement() {
        roll();
        assertThat(on(new TableEvent.Exited(1, 137, ""))).doesNotHaveAnyElementsOfTypes(TableAction.Launch.class);
        assertThat(table.seats().get(0).state()).isEqualTo(WorkerState.STARTING);
        assertThat(on(new TableEvent.Ready(3))).contains(new TableAction.SendMembers(), new TableAction.Launch(2, 4, true));
    }

    @Test
    void aReadyReplacementTakesOverAtOnceWhenTheOldWorkerCrashes() {
        roll();
        on(new TableEvent.Ready(3));
        on(new TableEvent.Checked(3, false, "database"));
        assertThat(on(new TableEvent.Exited(1, 137, ""))).contains(new TableAction.SendMembers(),
                new TableAction.Launch(2, 4, true));
        assertThat(readyIncarnations()).containsExactly(3, 2);
    }

    @Test
    void aHundredRequestsCauseTwoRolls() {
        int launches = 0;
        for (int i = 0; i < 100; i++) {
            launches += launches(roll());
        }
        for (int incarnation = 3; incarnation < 20; incarnation++) {
            if (table.worker(incarnation) == null) {
                break;
            }
            int seat = table.worker(incarnation).workerId();
            int old = table.seats().get(seat - 1).worker().incarnation();
            replace(incarnation);
            launches += launches(leave(old));
        }
        assertThat(launches).isEqualTo(4);
        assertThat(readyIncarnations()).containsExactly(5, 6);
    }

    @Test
    void aSingleWorkerIsReplacedWithoutTouchingTheOthers() {
        assertThat(on(new TableEvent.Recycle(2, "max-lifetime"))).contains(new TableAction.Launch(2, 3, true));
        assertThat(on(new TableEvent.Recycle(2, "max-lifetime"))).isEmpty();
        assertThat(launches(on(new TableEvent.Recycle(1, "max-rss")))).isZero();
        replace(3);
        assertThat(leave(2)).contains(new TableAction.Launch(1, 4, true));
        replace(4);
        assertThat(launches(leave(1))).isZero();
        assertThat(readyIncarnations()).containsExactly(4, 3);
    }

    @Test
    void scalingUpFillsNewSeats() {
        assertThat(scale(4)).contains(new TableAction.Launch(3, 3, true), new TableAction.Launch(4, 4, true));
        assertThat(scale(4)).isEmpty();
        on(new TableEvent.Ready(3));
        assertThat(readyIncarnations()).containsExactly(1, 2, 3);
        assertThat(table.wanted()).isEqualTo(4);
    }

    @Test
    void workersForWhichClientsWaitDoNotWarmUp() {
        assertThat(on(new TableEvent.Exited(1, 137, ""))).contains(new TableAction.Launch(1, 3, false));
        on(new TableEvent.Exited(2, 137, ""));
        assertThat(readyIncarnations()).isEmpty();
        assertThat(scale(3)).contains(new TableAction.Launch(3, 5, false));
    }

    @Test
    void scalingDownDrainsTheLastSeats() {
        assertThat(scale(1)).contains(new TableAction.Drain(2, 30_000), new TableAction.SendMembers());
        assertThat(readyIncarnations()).containsExactly(1);
        assertThat(table.seats()).extracting(Seat::state).containsExactly(WorkerState.RUNNING, WorkerState.STOPPING);
        assertThat(launches(leave(2))).isZero();
        assertThat(table.seats()).hasSize(1);
        assertThat(scale(0)).isEmpty();
    }

    @Test
    void aStoppingSeatIsNotReusedBeforeItIsEmpty() {
        scale(1);
        assertThat(scale(2)).contains(new TableAction.Launch(3, 3, true));
        leave(2);
        assertThat(scale(3)).contains(new TableAction.Launch(2, 4, true));
    }

    @Test
    void aWorkerThatDoesNotExitIsKilled() {
        scale(1);
        now += 30_000;
        assertThat(on(new TableEvent.Tick())).contains(new TableAction.Kill(2));
        assertThat(launches(on(new TableEvent.Exited(2, 137, "")))).isZero();
    }

    @Test
    void aSeatRemovedDuringARollIsSkipped() {
        roll();
        replace(3);
        leave(1);
        assertThat(scale(1)).anyMatch(action -> action instanceof TableAction.Announce announce
                && announce.event() instanceof ClusterEvent.RollingRestartFinished);
        leave(4);
        leave(2);
        assertThat(table.seats()).hasSize(1);
        assertThat(readyIncarnations()).containsExactly(3);
    }

    @Test
    void clientsAboveTheAverageAreDisconnected() {
        on(new TableEvent.Load(1, new WorkerLoad(0, 0, 90, 0, 0, 0, WorkerLoad.Activity.NONE)));
        on(new TableEvent.Load(2, new WorkerLoad(0, 0, 11, 0, 0, 0, WorkerLoad.Activity.NONE)));
        assertThat(on(new TableEvent.Rebalance())).contains(new TableAction.Shed(1, 39))
                .noneMatch(action -> action instanceof TableAction.Shed shed && shed.incarnation() == 2);
    }

    @Test
    void shutdownEndsARoll() {
        roll();
        assertThat(on(new TableEvent.Shutdown(false))).contains(new TableAction.Stop(1, 30_000),
                new TableAction.Stop(2, 30_000),
                new TableAction.Stop(3, 30_000));
        on(new TableEvent.Exited(1, 0, ""));
        on(new TableEvent.Exited(3, 143, ""));
        assertThat(on(new TableEvent.Exited(2, 0, ""))).contains(new TableAction.Finish(0));
        assertThat(roll()).isEmpty();
    }

    @Test
    void aWorkerAboveTheMaximumAgeIsReplaced() {
        WorkerTable aging = start(table(new SupervisionSettings.Checks(Optional.of(Duration.ofMinutes(5)), OptionalLong.empty(),
                Optional.empty())));
        now += 299_999;
        assertThat(launches(aging.on(new TableEvent.Tick(), now))).isZero();
        now += PeriodicChecks.INTERVAL_MILLIS;
        assertThat(aging.on(new TableEvent.Tick(), now)).contains(new TableAction.Launch(1, 3, true))
                .doesNotContain(new TableAction.Launch(2, 4, true));
    }

    @Test
    void aWorkerAboveTheMemoryLimitIsReplacedOnce() {
        WorkerTable small = start(
                table(new SupervisionSettings.Checks(Optional.empty(), OptionalLong.of(1 << 20), Optional.empty())));
        small.on(new TableEvent.Load(2, new WorkerLoad(0, 0, 0, (1 << 20) + 1, 0, 0, WorkerLoad.Activity.NONE)), now);
        now += PeriodicChecks.INTERVAL_MILLIS;
        assertThat(small.on(new TableEvent.Tick(), now)).contains(new TableAction.Launch(2, 3, true));
        now += PeriodicChecks.INTERVAL_MILLIS;
        assertThat(small.on(new TableEvent.Tick(), now)).isEmpty();
    }

    @Test
    void theNumberOfWorkersFollowsTheLoad() {
        WorkerTable elastic = start(table(new SupervisionSettings.Checks(Optional.empty(), OptionalLong.empty(),
                Optional.of(new SupervisionSettings.Autoscaling(1, 4,
                        new SupervisionSettings.Targets(OptionalDouble.of(100), OptionalDouble.empty(),
                                OptionalDouble.empty()),
                        Duration.ofSeconds(30))))));
        elastic.on(new TableEvent.Load(1, new WorkerLoad(150, 0, 0, 0, 0, 0, WorkerLoad.Activity.NONE)), now);
        elastic.on(new TableEvent.Load(2, new WorkerLoad(110, 0, 0, 0, 0, 0, WorkerLoad.Activity.NONE)), now);
        now += 30_000;
        assertThat(elastic.on(new TableEvent.Tick(), now)).contains(new TableAction.Launch(3, 3, true))
                .anyMatch(action -> action instanceof TableAction.Log log
                        && log.text().contains("130.00 connections per worker"));
        now += 30_000;
        // a worker is starting: no decision
        assertThat(launches(elastic.on(new TableEvent.Tick(), now))).isZero();
        elastic.on(new TableEvent.Ready(3), now);
        now += 30_000;
        // 87 on average is neither too many nor less than half
        assertThat(elastic.on(new TableEvent.Tick(), now)).isEmpty();
        elastic.on(new TableEvent.Load(1, new WorkerLoad(20, 0, 0, 0, 0, 0, WorkerLoad.Activity.NONE)), now);
        elastic.on(new TableEvent.Load(2, new WorkerLoad(110, 0, 0, 0, 0, 0, WorkerLoad.Activity.NONE)), now);
        now += 30_000;
        assertThat(elastic.on(new TableEvent.Tick(), now)).contains(new TableAction.Drain(3, 30_000));
    }

    private WorkerTable start(WorkerTable fresh) {
        fresh.on(new TableEvent.Start(), now);
        fresh.on(new TableEvent.Ready(1), now);
        fresh.on(new TableEvent.Ready(2), now);
        return fresh;
    }

    private static WorkerTable table(SupervisionSettings.Checks checks) {
        return new WorkerTable(new SupervisionSettings(2, new RestartPolicy(true, new Backoff(Duration.ofSeconds(1),
                Duration.ofSeconds(30), Duration.ofSeconds(30)),
                new CrashLimit(10, Duration.ofHours(1), 5, Duration.ofSeconds(60))), LIMITS, checks), () -> 0);
    }

    private List<TableAction> roll() {
        return on(new TableEvent.Roll("test"));
    }

    private List<TableAction> scale(int workers) {
        return on(new TableEvent.Scale(workers, "test"));
    }

    private List<TableAction> replace(int incarnation) {
        List<TableAction> actions = new ArrayList<>(on(new TableEvent.Ready(incarnation)));
        actions.addAll(on(new TableEvent.Checked(incarnation, true, "")));
        return actions;
    }

    private List<TableAction> leave(int incarnation) {
        now += 100;
        List<TableAction> actions = new ArrayList<>(on(new TableEvent.Drained(incarnation)));
        actions.addAll(on(new TableEvent.LinkLost(incarnation)));
        actions.addAll(on(new TableEvent.Exited(incarnation, 0, "")));
        return actions;
    }

    private List<TableAction> on(TableEvent event) {
        return table.on(event, now);
    }

    private List<Integer> readyIncarnations() {
        return table.ready().stream().map(Worker::incarnation).toList();
    }

    private List<Integer> servingIncarnations() {
        return table.serving().stream().map(Worker::incarnation).toList();
    }

    private static int launches(List<TableAction> actions) {
        return (int) actions.stream().filter(TableAction.Launch.class::isInstance).count();
    }
}

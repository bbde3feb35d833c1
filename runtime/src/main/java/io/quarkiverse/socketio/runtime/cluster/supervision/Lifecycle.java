package io.quarkiverse.socketio.runtime.cluster.supervision;

import java.time.Duration;

import io.quarkiverse.socketio.cluster.ClusterEvent;
import io.quarkiverse.socketio.cluster.WorkerState;

/**
 * The steps in the life of one worker's process.
 * <p>
 * Thread: the primary's event loop.
 */
final class Lifecycle {
    private final Seats seats;
    private final Decisions decisions;
    private final SupervisionSettings.Limits limits;
    private long startedAt;
    private boolean allWereReady;

    Lifecycle(Seats seats, Decisions decisions, SupervisionSettings.Limits limits) {
        this.seats = seats;
        this.decisions = decisions;
        this.limits = limits;
    }

    void start(long now) {
        startedAt = now;
        seats.all().forEach(seat -> fill(seat, now));
    }

    /** Whether all workers were ready at some time. */
    boolean allWereReady() {
        return allWereReady;
    }

    void fill(Seat seat, long now) {
        seat.empty(WorkerState.STOPPED, Seat.NEVER);
        seat.worker = launch(seat, now);
    }

    Worker launch(Seat seat, long now) {
        Worker worker = new Worker(seat, seats.nextIncarnation(seat), now, limits.boot().toMillis());
        decisions.add(new Action.Launch(seat.id, worker.incarnation));
        decisions.add(new Action.TellRoster());
        return worker;
    }

    void takeConnections(Worker worker, long now) {
        worker.enter(WorkerState.RUNNING, now + limits.silence().toMillis());
        worker.heardAt = now;
        decisions.say(worker + " is ready");
        decisions.announce(new ClusterEvent.WorkerReady(worker.seat.id, worker.incarnation));
        decisions.membersChanged();
        if (!allWereReady && seats.all().stream().allMatch(Seat::isReady)) {
            allWereReady = true;
            decisions.announce(new ClusterEvent.ClusterReady(seats.all().size(), Duration.ofMillis(now - startedAt)));
        }
    }

    void kill(Worker worker, String why) {
        boolean wasServing = worker.isServing();
        worker.draining = false;
        worker.enter(WorkerState.STOPPING, Seat.NEVER);
        worker.killedFor = why;
        decisions.complain(worker + " is killed: " + why);
        decisions.add(new Action.Kill(worker.incarnation));
        if (wasServing) {
            decisions.membersChanged();
        }
    }

    /** It leaves while the cluster goes on. */
    void retire(Worker worker, long now) {
        worker.seat.leaving.add(worker);
        worker.draining = worker.state == WorkerState.RUNNING;
        worker.enter(WorkerState.STOPPING, now + limits.shutdown().toMillis());
        decisions.say(worker + " drains and leaves");
        decisions.announce(new ClusterEvent.WorkerDraining(worker.seat.id, worker.incarnation));
        decisions.add(worker.draining ? new Action.Drain(worker.incarnation, limits.shutdown().toMillis())
                : new Action.Stop(worker.incarnation, limits.shutdown().toMillis()));
        decisions.membersChanged();
    }
}

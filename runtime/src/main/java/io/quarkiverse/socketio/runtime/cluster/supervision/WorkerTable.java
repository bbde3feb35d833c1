package io.quarkiverse.socketio.runtime.cluster.supervision;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleSupplier;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.cluster.ClusterEvent;

/**
 * The state of all workers; decides what happens to them. Pure: an event and the time go in, actions come out (see
 * docs/internals/worker-states). The table itself only passes events on to the seats, their workers, and the rolling update.
 * Times are milliseconds of any steady clock.
 * <p>
 * Thread: the primary's event loop.
 */
public final class WorkerTable {
    /** The {@link #nextDeadline} when there is none. */
    public static final long NEVER = Seat.NEVER;
    /** A tick that is late by more than this shows that the primary itself was stopped, not that all workers are silent. */
    private static final long STOPPED_MILLIS = 5000;

    private final PendingActions actions = new PendingActions();
    private final Seats seats;
    private final RollingUpdate update;
    private final Scaling scaling;
    private final PeriodicChecks checks;
    private final Leadership leadership;
    private long startedAt;
    private boolean allWereReady;
    private boolean shuttingDown;
    private boolean finished;
    private boolean startRefused;

    public WorkerTable(SupervisionSettings settings, DoubleSupplier random) {
        this.seats = new Seats(settings, random, actions);
        this.update = new RollingUpdate(seats, actions);
        this.scaling = new Scaling(seats, update, actions);
        this.checks = new PeriodicChecks(settings.checks(), seats, update, scaling);
        this.leadership = new Leadership(actions);
    }

    /** Returns the actions that an event leads to. */
    public List<TableAction> on(TableEvent event, long now) {
        if (startRefused) {
            return List.of();
        } else if (event instanceof TableEvent.OfWorker ofWorker) {
            Seat seat = seats.seatOf(ofWorker.incarnation());
            Worker worker = seat == null ? null : seat.process(ofWorker.incarnation());
            if (seat != null && worker != null) {
                onWorkerEvent(seat, worker, ofWorker, now);
            }
        } else if (event instanceof TableEvent.Start) {
            start(now);
        } else if (event instanceof TableEvent.Tick) {
            onTick(now);
        } else if (event instanceof TableEvent.Shutdown shutdown) {
            shutDown(shutdown.immediately(), now);
        } else if (event instanceof TableEvent.Rebalance) {
            scaling.rebalance();
        } else if (!shuttingDown) {
            onChangeRequested(event, now);
        }
        if (!shuttingDown && leadership.isDue()) {
            leadership.update(update.preferred());
        }
        return actions.drain();
    }

    /** Returns all seats by id; one that was removed stays until its last process has exited. */
    public List<Seat> seats() {
        return seats.all();
    }

    /** Returns how many workers there should be. */
    public int wanted() {
        return seats.wanted().size();
    }

    /** Returns the seats that should have a worker. */
    public List<Integer> wantedIds() {
        return seats.wanted().stream().map(Seat::id).toList();
    }

    /** Returns the workers that take connections. */
    public List<Worker> ready() {
        return seats.ready();
    }

    /** Returns the workers that have clients. */
    public List<Worker> serving() {
        return seats.serving();
    }

    /** Returns the ready workers to which new connections should go. */
    public List<Worker> preferred() {
        return update.preferred();
    }

    /** Returns the living process of an incarnation. */
    public @Nullable Worker worker(int incarnation) {
        return seats.worker(incarnation);
    }

    /** Describes which worker an incarnation is or was; for any number. */
    public String describe(int incarnation) {
        return seats.describe(incarnation);
    }

    /** Returns whether all workers were once ready at the same time. */
    public boolean wasReady() {
        return allWereReady;
    }

    /** Returns whether a rolling restart of all workers is under way. */
    public boolean isReplacingAll() {
        return update.isOfAll();
    }

    /** Returns how far the replacement of workers is; empty if none is being replaced. */
    public Optional<RollProgress> progress() {
        return update.progress();
    }

    public boolean isShuttingDown() {
        return shuttingDown;
    }

    /** Returns when the next {@link TableEvent.Tick} is due, {@link #NEVER} when none is. */
    public long nextDeadline() {
        return Math.min(Math.min(seats.nextDeadline(), update.nextDeadline()), checks.nextDeadline());
    }

    private void onWorkerEvent(Seat seat, Worker worker, TableEvent.OfWorker event, long now) {
        if (event instanceof TableEvent.Load load) {
            worker.onLoad(load.usage(), now);
        } else if (event instanceof TableEvent.HandedOver) {
            seat.countConnection(worker);
        } else if (event instanceof TableEvent.Launched launched) {
            worker.launched(launched.pid());
        } else if (event instanceof TableEvent.Ready) {
            onReady(seat, worker, now);
        } else if (event instanceof TableEvent.Checked checked) {
            onChecked(seat, worker, checked, now);
        } else if (event instanceof TableEvent.Drained) {
            worker.onDrained();
        } else if (event instanceof TableEvent.LeadershipEnded) {
            leadership.onEnded(worker);
        } else if (event instanceof TableEvent.LinkLost) {
            worker.onLinkLost(now);
        } else if (event instanceof TableEvent.Misbehaved misbehaved) {
            worker.kill(misbehaved.how());
        } else if (event instanceof TableEvent.Exited exited) {
            onExited(seat, worker, exited, now);
        }
    }

    private void onChangeRequested(TableEvent event, long now) {
        if (event instanceof TableEvent.Scale scale) {
            scaling.scale(scale.workers(), scale.why(), now);
        } else if (event instanceof TableEvent.Roll roll) {
            update.replaceAll(roll.why(), now);
        } else if (event instanceof TableEvent.Recycle recycle) {
            update.replaceOne(recycle.seat(), recycle.why(), now);
        }
    }

    private void start(long now) {
        startedAt = now;
        seats.all().forEach(seat -> seat.fill(now));
        checks.start(now);
    }

    private void onReady(Seat seat, Worker worker, long now) {
        if (seat.onReady(worker, now)) {
            onServing(now);
            update.onReplaced(seat, now);
        }
    }

    private void onChecked(Seat seat, Worker worker, TableEvent.Checked checked, long now) {
        if (update.onChecked(seat, worker, checked, now)) {
            onServing(now);
        }
    }

    /** Called when one more worker serves. */
    private void onServing(long now) {
        if (!allWereReady && seats.all().stream().allMatch(Seat::isReady)) {
            allWereReady = true;
            actions.announce(new ClusterEvent.ClusterReady(seats.all().size(), Duration.ofMillis(now - startedAt)));
        }
    }

    private void onExited(Seat seat, Worker worker, TableEvent.Exited exited, long now) {
        if (exited.isRefusal() && !allWereReady && !shuttingDown) {
            startRefused = true;
            shuttingDown = true;
            actions.add(new TableAction.RefuseStart(exited.lastLines()));
            return;
        }
        boolean wasLeaving = seat.isLeaving(worker);
        leadership.onEnded(worker);
        String how = worker.describeExit(exited);
        if (seat.onExited(worker, exited, shuttingDown, now)) {
            onServing(now);
            update.onReplaced(seat, now);
        }
        seats.purge();
        update.onExited(seat, wasLeaving, how, now);
        finishIfEmpty(how);
    }

    private void finishIfEmpty(String lastExit) {
        if (!finished && seats.all().stream().noneMatch(Seat::isAlive)) {
            finished = true;
            if (!shuttingDown) {
                actions.warn("All workers have failed. The last one: " + lastExit);
            }
            actions.add(new TableAction.Finish(shuttingDown ? 0 : 1));
        }
    }

    private void onTick(long now) {
        if (now > nextDeadline() + STOPPED_MILLIS) {
            ready().forEach(worker -> worker.forgiveSilence(now));
        }
        List.copyOf(seats.all()).forEach(seat -> seat.onTick(now));
        update.onTick(now);
        checks.onTick(now);
    }

    private void shutDown(boolean immediately, long now) {
        if (!shuttingDown) {
            actions.announce(new ClusterEvent.ClusterShutdown());
        }
        shuttingDown = true;
        update.stop(now);
        checks.stop();
        seats.all().forEach(seat -> seat.shutDown(immediately, now));
        actions.membersChanged();
        finishIfEmpty("none");
    }
}

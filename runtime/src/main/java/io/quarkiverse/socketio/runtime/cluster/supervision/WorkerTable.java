package io.quarkiverse.socketio.runtime.cluster.supervision;

import java.time.Duration;
import java.util.List;
import java.util.function.BiConsumer;
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
    private final Router router = new Router();
    private long startedAt;
    private boolean allWereReady;
    private boolean shuttingDown;
    private boolean finished;

    public WorkerTable(SupervisionSettings settings, DoubleSupplier random) {
        this.seats = new Seats(settings, random, actions);
        this.update = new RollingUpdate(seats, actions);
        this.scaling = new Scaling(seats, update, actions);
        this.checks = new PeriodicChecks(settings.checks(), seats, update, scaling);
    }

    /** Returns the actions that an event leads to. */
    public List<TableAction> on(TableEvent event, long now) {
        event.applyTo(router, now);
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

    public boolean isShuttingDown() {
        return shuttingDown;
    }

    /** Returns when the next {@link TableEvent.Tick} is due, {@link #NEVER} when none is. */
    public long nextDeadline() {
        return Math.min(Math.min(seats.nextDeadline(), update.nextDeadline()), checks.nextDeadline());
    }

    private void withWorker(int incarnation, BiConsumer<Seat, Worker> action) {
        Seat seat = seats.seatOf(incarnation);
        Worker worker = seat == null ? null : seat.process(incarnation);
        if (seat != null && worker != null) {
            action.accept(seat, worker);
        }
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
        boolean wasLeaving = seat.isLeaving(worker);
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

    /** Passes each event on to the seat, worker or update that it concerns. */
    private final class Router implements TableEvent.Handler {
        @Override
        public void on(TableEvent.Start event, long now) {
            startedAt = now;
            seats.all().forEach(seat -> seat.fill(now));
            checks.start(now);
        }

        @Override
        public void on(TableEvent.Launched event, long now) {
            withWorker(event.incarnation(), (seat, worker) -> worker.launched(event.pid()));
        }

        @Override
        public void on(TableEvent.Ready event, long now) {
            withWorker(event.incarnation(), (seat, worker) -> onReady(seat, worker, now));
        }

        @Override
        public void on(TableEvent.Checked event, long now) {
            withWorker(event.incarnation(), (seat, worker) -> onChecked(seat, worker, event, now));
        }

        @Override
        public void on(TableEvent.Load event, long now) {
            withWorker(event.incarnation(), (seat, worker) -> worker.onLoad(event.usage(), now));
        }

        @Override
        public void on(TableEvent.HandedOver event, long now) {
            withWorker(event.incarnation(), Seat::countConnection);
        }

        @Override
        public void on(TableEvent.Drained event, long now) {
            withWorker(event.incarnation(), (seat, worker) -> worker.onDrained());
        }

        @Override
        public void on(TableEvent.LinkLost event, long now) {
            withWorker(event.incarnation(), (seat, worker) -> worker.onLinkLost(now));
        }

        @Override
        public void on(TableEvent.Misbehaved event, long now) {
            withWorker(event.incarnation(), (seat, worker) -> worker.kill(event.how()));
        }

        @Override
        public void on(TableEvent.Exited event, long now) {
            withWorker(event.incarnation(), (seat, worker) -> onExited(seat, worker, event, now));
        }

        @Override
        public void on(TableEvent.Tick event, long now) {
            onTick(now);
        }

        @Override
        public void on(TableEvent.Scale event, long now) {
            if (!shuttingDown) {
                scaling.scale(event.workers(), event.why(), now);
            }
        }

        @Override
        public void on(TableEvent.Roll event, long now) {
            if (!shuttingDown) {
                update.replaceAll(event.why(), now);
            }
        }

        @Override
        public void on(TableEvent.Recycle event, long now) {
            if (!shuttingDown) {
                update.replaceOne(event.seat(), event.why(), now);
            }
        }

        @Override
        public void on(TableEvent.Rebalance event, long now) {
            scaling.rebalance();
        }

        @Override
        public void on(TableEvent.Shutdown event, long now) {
            shutDown(event.immediately(), now);
        }
    }
}

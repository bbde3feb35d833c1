package io.quarkiverse.socketio.runtime.cluster.supervision;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.cluster.ClusterEvent;
import io.quarkiverse.socketio.cluster.WorkerState;
import io.quarkiverse.socketio.runtime.cluster.supervision.RestartPolicy.GiveUp;
import io.quarkiverse.socketio.runtime.cluster.supervision.RestartPolicy.RespawnIn;

/**
 * The one owner of what is known of the workers; decides what happens to them. Pure: an event and the time go in, actions come
 * out (see docs/internals/worker-states). Times are milliseconds of any steady clock.
 * <p>
 * Thread: the primary's event loop.
 */
public final class WorkerTable {
    /** What a worker gets to print its threads, or to notice that its link is closed, before it is killed. */
    public static final long LAST_CHANCE_MILLIS = 2000;
    /** So late a tick means that the primary itself was stopped, not that all workers are silent. */
    private static final long STOPPED_MILLIS = 5000;

    private final Seats seats;
    private final Decisions decisions = new Decisions();
    private final Lifecycle lifecycle;
    private final Reshaping reshaping;
    private final Upkeep upkeep;
    private final RestartPolicy restart;
    private final SupervisionSettings.Limits limits;
    private final DoubleSupplier random;
    private boolean shuttingDown;
    private boolean finished;

    public WorkerTable(SupervisionSettings settings, DoubleSupplier random) {
        this.limits = settings.limits();
        this.seats = new Seats(settings.workers());
        this.lifecycle = new Lifecycle(seats, decisions, limits);
        this.reshaping = new Reshaping(seats, lifecycle, decisions);
        this.upkeep = new Upkeep(settings.upkeep(), seats, reshaping);
        this.restart = settings.restart();
        this.random = random;
    }

    /** By id; a seat that was removed stays until its last process is gone. */
    public List<Seat> seats() {
        return seats.all();
    }

    /** How many workers there shall be. */
    public int wanted() {
        return seats.wanted().size();
    }

    /** The seats that shall have a worker. */
    public List<Integer> wantedIds() {
        return seats.wanted().stream().map(seat -> seat.id).toList();
    }

    /** Those that take connections. */
    public List<Worker> ready() {
        return seats.ready();
    }

    /** Those that have clients. */
    public List<Worker> serving() {
        return seats.serving();
    }

    /** See {@link Seats#nameOf}. */
    public String nameOf(int incarnation) {
        return seats.nameOf(incarnation);
    }

    /** The ready ones that should get new connections. */
    public List<Worker> preferred() {
        return reshaping.preferred();
    }

    /** The living process of that incarnation. */
    @Nullable
    public Worker of(int incarnation) {
        return seats.of(incarnation);
    }

    /** Whether all workers were ready at some time. */
    public boolean wasReady() {
        return lifecycle.allWereReady();
    }

    public boolean isShuttingDown() {
        return shuttingDown;
    }

    /** When {@link TableEvent.Tick} is due, {@link Seat#NEVER} when nothing waits for time to pass. */
    public long nextDeadline() {
        return Math.min(Math.min(seats.nextDeadline(), reshaping.nextDeadline()), upkeep.nextDeadline());
    }

    public List<Action> on(TableEvent event, long now) {
        if (event instanceof TableEvent.Start) {
            lifecycle.start(now);
            upkeep.start(now);
        } else if (event instanceof TableEvent.Tick) {
            onTick(now);
        } else if (event instanceof TableEvent.Scale scale) {
            reshaping.scale(scale.workers(), scale.why(), now);
        } else if (event instanceof TableEvent.Roll roll) {
            reshaping.rollAll(roll.why(), now);
        } else if (event instanceof TableEvent.Recycle recycle) {
            reshaping.recycle(recycle.seat(), recycle.why(), now);
        } else if (event instanceof TableEvent.Rebalance) {
            reshaping.rebalance();
        } else if (event instanceof TableEvent.Shutdown shutdown) {
            onShutdown(shutdown.now(), now);
        } else {
            onWorker(event, now);
        }
        return decisions.take();
    }

    private void onWorker(TableEvent event, long now) {
        if (event instanceof TableEvent.Load load) {
            with(load.incarnation(), worker -> onLoad(worker, load.usage(), now));
        } else if (event instanceof TableEvent.HandedOver handed) {
            with(handed.incarnation(), Worker::handedOver);
        } else if (event instanceof TableEvent.Launched launched) {
            with(launched.incarnation(), worker -> onLaunched(worker, launched.pid()));
        } else if (event instanceof TableEvent.Ready ready) {
            with(ready.incarnation(), worker -> onReady(worker, now));
        } else if (event instanceof TableEvent.Checked checked) {
            with(checked.incarnation(), worker -> reshaping.onChecked(worker, checked, now));
        } else if (event instanceof TableEvent.Drained drained) {
            with(drained.incarnation(), this::onDrained);
        } else if (event instanceof TableEvent.LinkLost lost) {
            with(lost.incarnation(), worker -> onLinkLost(worker, now));
        } else if (event instanceof TableEvent.Misbehaved misbehaved) {
            with(misbehaved.incarnation(), worker -> lifecycle.kill(worker, misbehaved.how()));
        } else if (event instanceof TableEvent.Exited exited) {
            with(exited.incarnation(), worker -> onExited(worker, exited, now));
        }
    }

    private void with(int incarnation, Consumer<Worker> action) {
        Worker worker = of(incarnation);
        if (worker != null) {
            action.accept(worker);
        }
    }

    private void onLaunched(Worker worker, long pid) {
        worker.pid = pid;
        decisions.add(new Action.TellRoster());
        decisions.announce(new ClusterEvent.WorkerSpawned(worker.seat.id, worker.incarnation, pid));
    }

    private void onReady(Worker worker, long now) {
        if (worker.state != WorkerState.STARTING || worker.saidReady) {
            return;
        }
        worker.saidReady = true;
        if (worker == worker.seat.replacement) {
            reshaping.onReplacementReady(worker);
        } else {
            lifecycle.takeConnections(worker, now);
            reshaping.onReplaced(worker.seat, now);
        }
    }

    private void onLoad(Worker worker, WorkerLoad usage, long now) {
        worker.report(usage, now);
        if (worker.isReady()) {
            worker.deadline = now + limits.silence().toMillis();
            worker.threadsDumped = false;
        }
    }

    /** All its clients are gone: nobody speaks to it any more, so that it can end. */
    private void onDrained(Worker worker) {
        if (worker.draining) {
            worker.draining = false;
            decisions.membersChanged();
            decisions.add(new Action.Stop(worker.incarnation, limits.shutdown().toMillis()));
        }
    }

    private void onLinkLost(Worker worker, long now) {
        boolean wasServing = worker.isServing();
        worker.draining = false;
        if (worker.state != WorkerState.STOPPING) {
            worker.enter(WorkerState.STOPPING, now + LAST_CHANCE_MILLIS);
        }
        if (wasServing) {
            decisions.membersChanged();
        }
    }

    private void onExited(Worker worker, TableEvent.Exited exited, long now) {
        Seat seat = worker.seat;
        boolean wasServing = worker.isServing();
        boolean left = seat.leaving.remove(worker);
        String how = exited.text(worker);
        if (!left && !shuttingDown) {
            seat.crashes++;
        }
        if (worker == seat.worker) {
            seat.worker = null;
            onVacant(seat, how, new RestartPolicy.Life(now - worker.launchedAt, worker.saidReady), now);
        } else if (worker == seat.replacement) {
            seat.replacement = null;
            decisions.complain(how);
        } else {
            decisions.say(how);
        }
        decisions.announce(new ClusterEvent.WorkerExited(seat.id, worker.incarnation, exited.code(), exited.signal(),
                left || shuttingDown, !left && (seat.worker != null || seat.vacancy == WorkerState.RESPAWNING)));
        seats.forgetTheRemoved();
        if (wasServing) {
            decisions.membersChanged();
        } else {
            decisions.add(new Action.TellRoster());
        }
        goOnRolling(seat, left, how, now);
        finishIfEmpty(how);
    }

    private void goOnRolling(Seat seat, boolean left, String how, long now) {
        if (left && seat.leaving.isEmpty()) {
            reshaping.onReplaced(seat, now);
        } else if (!left && seat.replacement == null && (seat.worker == null || !seat.worker.takesOver)) {
            reshaping.onNotReplaced(seat, seat + " did not get a worker that is ready: " + how, now);
        }
    }

    /** The replacement that is being started takes over; without one the cluster ends, or it was a crash. */
    private void onVacant(Seat seat, String how, RestartPolicy.Life life, long now) {
        Worker next = seat.replacement;
        if (shuttingDown) {
            seat.empty(WorkerState.STOPPED, Seat.NEVER);
            decisions.say(how);
        } else if (next == null) {
            afterCrash(seat, how, life, now);
        } else {
            decisions.complain(how + "; its replacement takes over");
            seat.replacement = null;
            seat.worker = next;
            next.takesOver = true;
            if (next.saidReady) {
                lifecycle.takeConnections(next, now);
                reshaping.onReplaced(seat, now);
            }
        }
    }

    private void afterCrash(Seat seat, String how, RestartPolicy.Life life, long now) {
        RestartPolicy.Verdict verdict = restart.afterCrash(seat.history, now, life, random.getAsDouble());
        if (verdict instanceof RespawnIn respawn) {
            decisions.complain(how + "; starting it again" + (respawn.millis() == 0 ? "" : " in " + text(respawn.millis()))
                    + (respawn.slowed() == null ? "" : ", as " + respawn.slowed()));
            seat.empty(WorkerState.RESPAWNING, now + respawn.millis());
            fillIfDue(seat, now);
        } else if (verdict instanceof GiveUp giveUp) {
            boolean forGood = giveUp.retryMillis() == Seat.NEVER;
            decisions.complain(how + "; giving up on " + seat + ": " + giveUp.why()
                    + (forGood ? "" : "; while others live it is tried again, in " + text(giveUp.retryMillis())));
            seat.empty(WorkerState.FAILED, forGood ? Seat.NEVER : now + giveUp.retryMillis());
            decisions.announce(new ClusterEvent.WorkerFailed(seat.id, giveUp.why()));
        }
    }

    private static String text(long millis) {
        return Duration.ofMillis(millis).toString().substring(2).toLowerCase();
    }

    private void fillIfDue(Seat seat, long now) {
        if (seat.respawnAt <= now) {
            lifecycle.fill(seat, now);
        }
    }

    private void finishIfEmpty(String lastExit) {
        if (!finished && seats.all().stream().noneMatch(Seat::isAlive)) {
            finished = true;
            if (!shuttingDown) {
                decisions.complain("All workers have failed. The last one: " + lastExit);
            }
            decisions.add(new Action.Finish(shuttingDown ? 0 : 1));
        }
    }

    private void onTick(long now) {
        if (now > nextDeadline() + STOPPED_MILLIS) {
            ready().forEach(worker -> worker.deadline = now + limits.silence().toMillis());
        }
        for (Seat seat : List.copyOf(seats.all())) {
            fillIfDue(seat, now);
            seat.processes().filter(process -> process.deadline <= now).toList().forEach(process -> onDeadline(process, now));
        }
        reshaping.onTick(now);
        upkeep.onTick(now);
    }

    private void onDeadline(Worker worker, long now) {
        switch (worker.state) {
            case STARTING -> lifecycle.kill(worker, "not READY within " + limits.boot().toSeconds()
                    + " s (quarkus.socketio.cluster.boot-timeout)" + (worker.waitsFor.isEmpty() ? "" : ", " + worker.waitsFor));
            case RUNNING -> onSilence(worker, now);
            default -> lifecycle.kill(worker, shuttingDown || worker.seat.leaving.contains(worker)
                    ? "not gone within " + limits.shutdown().toSeconds() + " s (quarkus.socketio.cluster.shutdown-timeout)"
                    : "it closed its link, or takes no connections any more, and did not leave");
        }
    }

    private void onSilence(Worker worker, long now) {
        if (worker.threadsDumped) {
            lifecycle.kill(worker, "it hangs");
            return;
        }
        worker.threadsDumped = true;
        worker.deadline = now + LAST_CHANCE_MILLIS;
        decisions.complain(worker + " was silent for " + limits.silence().toSeconds()
                + " s (quarkus.socketio.cluster.worker-timeout): asking for a thread dump, then killing it");
        decisions.add(new Action.DumpThreads(worker.incarnation));
    }

    private void onShutdown(boolean immediately, long now) {
        if (!shuttingDown) {
            decisions.announce(new ClusterEvent.ClusterShutdown());
        }
        shuttingDown = true;
        reshaping.stop(now);
        upkeep.stop();
        for (Seat seat : seats.all()) {
            seat.empty(seat.vacancy == WorkerState.FAILED ? WorkerState.FAILED : WorkerState.STOPPED, Seat.NEVER);
            for (Worker process : seat.processes().toList()) {
                if (immediately) {
                    lifecycle.kill(process, "shutdown at once");
                } else {
                    process.draining = false;
                    process.enter(WorkerState.STOPPING, now + limits.shutdown().toMillis());
                    decisions.add(new Action.Stop(process.incarnation, limits.shutdown().toMillis()));
                }
            }
        }
        decisions.membersChanged();
        finishIfEmpty("none");
    }
}

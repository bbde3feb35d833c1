package io.quarkiverse.socketio.runtime.cluster.supervision;

import java.time.Duration;
import java.util.List;

import io.quarkiverse.socketio.cluster.ClusterEvent;
import io.quarkiverse.socketio.cluster.WorkerState;

/**
 * More workers, fewer, and new ones for old ones. A seat is handed on only when its new worker is ready and the readiness
 * checks in it are up; when that does not come, all that have not been replaced stay.
 * <p>
 * Thread: the primary's event loop.
 */
final class Reshaping {
    /** How often the readiness checks of a replacement are asked for. */
    static final long CHECK_MILLIS = 500;

    private final Seats seats;
    private final Lifecycle lifecycle;
    private final Decisions decisions;
    private final RollingRestart roll = new RollingRestart();
    private long nextCheck = Seat.NEVER;
    private boolean over;

    Reshaping(Seats seats, Lifecycle lifecycle, Decisions decisions) {
        this.seats = seats;
        this.lifecycle = lifecycle;
        this.decisions = decisions;
    }

    long nextDeadline() {
        return nextCheck;
    }

    /**
     * Those that should get connections: during a rolling restart the new ones, as soon as there is one, so that nobody has to
     * move twice.
     */
    List<Worker> preferred() {
        List<Worker> ready = seats.ready();
        if (roll.isWhole()) {
            List<Worker> fresh = ready.stream().filter(worker -> worker.launchedAt >= roll.startedAt()).toList();
            return fresh.isEmpty() ? ready : fresh;
        }
        return ready;
    }

    boolean isRolling() {
        return roll.isActive();
    }

    void scale(int asked, String why, long now) {
        int wanted = Math.max(1, Math.min(SupervisionSettings.MAX_WORKERS, asked));
        int present = seats.wanted().size();
        if (over || wanted == present) {
            return;
        }
        decisions.say("Scaling from " + present + " to " + wanted + " workers: " + why);
        for (int i = present; i < wanted; i++) {
            lifecycle.fill(seats.add(), now);
        }
        for (int i = present; i > wanted; i--) {
            remove(seats.wanted().get(i - 1), now);
        }
        seats.forgetTheRemoved();
        decisions.add(new Action.TellRoster());
    }

    private void remove(Seat seat, long now) {
        Worker worker = seat.worker;
        Worker replacement = seat.replacement;
        seat.removed = true;
        seat.worker = null;
        seat.replacement = null;
        seat.empty(WorkerState.STOPPED, Seat.NEVER);
        if (replacement != null) {
            lifecycle.retire(replacement, now);
        }
        if (worker != null) {
            lifecycle.retire(worker, now);
        }
        if (seat.id == roll.current()) {
            roll.skipped();
            next(now);
        }
    }

    void rollAll(String why, long now) {
        if (over) {
            return;
        }
        List<Integer> all = seats.wanted().stream().map(seat -> seat.id).toList();
        if (!roll.begin(all, why, now)) {
            decisions.say("Rolling restart (" + why + "): one is under way, there will be one more after it");
            return;
        }
        decisions.say("Rolling restart of " + all.size() + " workers: " + why);
        decisions.announce(new ClusterEvent.RollingRestartStarted(all.size(), why));
        if (roll.current() == 0) {
            next(now);
        }
    }

    void recycle(int id, String why, long now) {
        if (!over && seats.wanted(id) != null && roll.add(id, now)) {
            decisions.say("[w" + id + "] is going to be replaced: " + why);
            if (roll.current() == 0) {
                next(now);
            }
        }
    }

    /** To the next seat, or to the end. */
    private void next(long now) {
        for (int id = roll.next(); id != 0; id = roll.next()) {
            Seat seat = seats.wanted(id);
            if (seat != null && seat.worker == null) {
                lifecycle.fill(seat, now);
                return;
            }
            if (seat != null) {
                seat.replacement = lifecycle.launch(seat, now);
                return;
            }
        }
        end("", now);
    }

    /** A process that is to have a seat has said READY. */
    void onReplacementReady(Worker worker) {
        decisions.add(new Action.Check(worker.incarnation));
    }

    void onChecked(Worker worker, TableEvent.Checked checked, long now) {
        Seat seat = worker.seat;
        if (worker != seat.replacement || worker.state != WorkerState.STARTING) {
            return;
        }
        if (!checked.up()) {
            worker.waitsFor = "its readiness checks are DOWN: " + checked.detail();
            nextCheck = now + CHECK_MILLIS;
            return;
        }
        Worker old = seat.worker;
        seat.replacement = null;
        seat.worker = worker;
        lifecycle.takeConnections(worker, now);
        if (old != null) {
            lifecycle.retire(old, now);
        }
    }

    void onTick(long now) {
        if (nextCheck <= now) {
            nextCheck = Seat.NEVER;
            for (Seat seat : seats.all()) {
                if (seat.replacement != null && seat.replacement.saidReady) {
                    decisions.add(new Action.Check(seat.replacement.incarnation));
                }
            }
        }
    }

    /** The seat has its new worker, and the old one is gone. */
    void onReplaced(Seat seat, long now) {
        if (!over && seat.id == roll.current()) {
            roll.replaced();
            next(now);
        }
    }

    /** The seat does not get its new worker. */
    void onNotReplaced(Seat seat, String why, long now) {
        if (seat.id == roll.current()) {
            end(why, now);
        }
    }

    /** Those who hold more than their share send the surplus away; it comes back to the others. */
    void rebalance() {
        List<Worker> ready = seats.ready();
        int all = ready.stream().mapToInt(worker -> worker.usage().sessions()).sum();
        int share = ready.isEmpty() ? 0 : (all + ready.size() - 1) / ready.size();
        decisions.say("Rebalancing " + all + " clients over " + ready.size() + " workers");
        for (Worker worker : ready) {
            int surplus = worker.usage().sessions() - share;
            if (surplus > 0) {
                decisions.add(new Action.Shed(worker.incarnation, surplus));
            }
        }
    }

    /** The cluster ends: nothing changes any more. */
    void stop(long now) {
        over = true;
        nextCheck = Seat.NEVER;
        if (roll.isActive()) {
            end("the cluster is shutting down", now);
        }
    }

    private void end(String problem, long now) {
        boolean whole = roll.isWhole();
        int done = roll.done();
        Duration took = Duration.ofMillis(now - roll.startedAt());
        String again = roll.end();
        if (whole && problem.isEmpty()) {
            decisions.say("Rolling restart finished: " + done + " workers replaced in " + took.toMillis() / 1000.0 + " s");
        } else if (!problem.isEmpty()) {
            decisions.complain("Rolling restart stopped after " + done + " workers: " + problem);
        }
        if (whole) {
            decisions.announce(new ClusterEvent.RollingRestartFinished(done, took, problem));
        }
        if (again != null && problem.isEmpty()) {
            rollAll(again, now);
        }
    }
}

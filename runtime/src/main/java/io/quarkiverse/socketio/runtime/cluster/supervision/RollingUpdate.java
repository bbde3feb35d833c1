package io.quarkiverse.socketio.runtime.cluster.supervision;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

import io.quarkiverse.socketio.cluster.ClusterEvent;

/**
 * Replaces the workers of seats, one seat after the other. A new worker gets its seat when it is ready and its readiness checks
 * are up; if it fails, all workers that have not been replaced stay.
 * <p>
 * Thread: the primary's event loop.
 */
final class RollingUpdate {
    /** How often the readiness checks of a replacement are asked for. */
    static final long CHECK_MILLIS = 500;

    private final Seats seats;
    private final PendingActions actions;
    private final RollQueue queue = new RollQueue();
    private long nextCheck = Seat.NEVER;

    RollingUpdate(Seats seats, PendingActions actions) {
        this.seats = seats;
        this.actions = actions;
    }

    long nextDeadline() {
        return nextCheck;
    }

    boolean isActive() {
        return queue.isActive();
    }

    /** Returns whether all workers are being replaced, not only some. */
    boolean isOfAll() {
        return queue.isOfAll();
    }

    /** Returns how far it is; empty if no worker is being replaced. */
    Optional<RollProgress> progress() {
        return queue.isActive()
                ? Optional.of(new RollProgress(queue.reason(), queue.done(), queue.total(), queue.current(), queue.startedAt()))
                : Optional.empty();
    }

    /**
     * Returns the workers to which new connections should go: during a rolling restart the new workers, as soon as there is
     * one, so that no client has to move twice.
     */
    List<Worker> preferred() {
        List<Worker> ready = seats.ready();
        if (queue.isOfAll()) {
            List<Worker> fresh = ready.stream().filter(worker -> worker.launchedAt() >= queue.startedAt()).toList();
            return fresh.isEmpty() ? ready : fresh;
        }
        return ready;
    }

    /** Replaces all workers; if they are being replaced already, once more afterwards. */
    void replaceAll(String why, long now) {
        List<Integer> all = seats.wanted().stream().map(Seat::id).toList();
        if (!queue.tryAddAll(all, why, now)) {
            actions.info("Rolling restart (" + why + "): one is under way, there will be one more after it");
            return;
        }
        actions.info("Rolling restart of " + all.size() + " workers: " + why);
        actions.announce(new ClusterEvent.RollingRestartStarted(all.size(), why));
        if (queue.current() == 0) {
            next(now);
        }
    }

    /** Replaces the worker of one seat, unless it will be replaced anyway. */
    void replaceOne(int id, String why, long now) {
        if (seats.wanted(id) != null && queue.tryAdd(id, why, now)) {
            actions.info("[w" + id + "] is going to be replaced: " + why);
            if (queue.current() == 0) {
                next(now);
            }
        }
    }

    /** Continues with the next seat, or ends the update. */
    private void next(long now) {
        for (int id = queue.next(); id != 0; id = queue.next()) {
            Seat seat = seats.wanted(id);
            if (seat != null && seat.worker() == null) {
                seat.fill(now);
                return;
            }
            if (seat != null) {
                seat.launchReplacement(now);
                return;
            }
        }
        finish("", now);
    }

    /**
     * Called with the result of the readiness checks of a replacement.
     *
     * @return whether the worker got its seat, and serves from now on
     */
    boolean onChecked(Seat seat, Worker worker, TableEvent.Checked checked, long now) {
        if (!seat.isBeingReplacedBy(worker)) {
            return false;
        }
        if (!checked.up()) {
            worker.checksFailed(checked.detail());
            nextCheck = now + CHECK_MILLIS;
            return false;
        }
        seat.replace(now);
        return true;
    }

    void onTick(long now) {
        if (nextCheck <= now) {
            nextCheck = Seat.NEVER;
            seats.all().forEach(Seat::checkReplacement);
        }
    }

    /** Called when the new worker of a seat serves, and its former one has exited. */
    void onReplaced(Seat seat, long now) {
        if (seat.id() == queue.current()) {
            queue.replaced();
            next(now);
        }
    }

    /**
     * Called when a process of a seat has exited.
     *
     * @param wasLeaving whether the process was asked to leave
     */
    void onExited(Seat seat, boolean wasLeaving, String how, long now) {
        Worker worker = seat.worker();
        if (wasLeaving && !seat.hasLeaving()) {
            onReplaced(seat, now);
        } else if (!wasLeaving && !seat.hasReplacement() && (worker == null || !worker.hasTakenOver())
                && seat.id() == queue.current()) {
            finish(seat + " did not get a worker that is ready: " + how, now);
        }
    }

    void onRemoved(Seat seat, long now) {
        if (seat.id() == queue.current()) {
            queue.skipped();
            next(now);
        }
    }

    /** Stops replacing workers, as the cluster shuts down. */
    void stop(long now) {
        nextCheck = Seat.NEVER;
        if (queue.isActive()) {
            finish("the cluster is shutting down", now);
        }
    }

    private void finish(String problem, long now) {
        boolean ofAll = queue.isOfAll();
        int done = queue.done();
        Duration took = Duration.ofMillis(now - queue.startedAt());
        String repeatReason = queue.clear();
        if (ofAll && problem.isEmpty()) {
            actions.info("Rolling restart finished: " + done + " workers replaced in " + took.toMillis() / 1000.0 + " s");
        } else if (!problem.isEmpty()) {
            actions.warn("Rolling restart stopped after " + done + " workers: " + problem);
        }
        if (ofAll) {
            actions.announce(new ClusterEvent.RollingRestartFinished(done, took, problem));
        }
        if (repeatReason != null && problem.isEmpty()) {
            replaceAll(repeatReason, now);
        }
    }
}

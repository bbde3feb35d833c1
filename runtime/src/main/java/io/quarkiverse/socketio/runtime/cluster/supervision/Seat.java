package io.quarkiverse.socketio.runtime.cluster.supervision;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.cluster.ClusterEvent;
import io.quarkiverse.socketio.cluster.WorkerState;
import io.quarkiverse.socketio.runtime.cluster.supervision.RestartPolicy.GiveUp;
import io.quarkiverse.socketio.runtime.cluster.supervision.RestartPolicy.RespawnIn;

/**
 * A slot for a worker, with an id that is kept when the process changes. It usually has one process; while that is being
 * replaced there is one more, the replacement or the former one. Its state is changed by its own methods only, which add the
 * actions that follow.
 * <p>
 * Thread: the primary's event loop.
 */
public final class Seat {
    static final long NEVER = Long.MAX_VALUE;

    private final int id;
    private final SeatContext context;
    private final PendingActions actions;
    private final RestartPolicy.History history = new RestartPolicy.History();
    private @Nullable Worker worker;
    /** The process that gets the seat once it is ready. */
    private @Nullable Worker replacement;
    /** The processes that had the seat, until they exit; their exit is no crash. */
    private final List<Worker> leaving = new ArrayList<>(1);
    /** Why the seat is empty when it is: STOPPED, RESPAWNING or FAILED. */
    private WorkerState vacancy = WorkerState.STOPPED;
    private long respawnAt = NEVER;
    private long crashes;
    private long handedOver;
    private boolean removed;

    Seat(int id, SeatContext context) {
        this.id = id;
        this.context = context;
        this.actions = context.actions();
    }

    /** Launches a worker for an empty seat. */
    void fill(long now) {
        fill(false, now);
    }

    /** @param warmUp whether the worker warms up: it comes later, but serves its first clients faster */
    void fill(boolean warmUp, long now) {
        vacate(WorkerState.STOPPED, NEVER);
        worker = launch(warmUp, now);
    }

    /** Launches a process that gets the seat once it is ready. It warms up, as its predecessor serves meanwhile. */
    void launchReplacement(long now) {
        replacement = launch(true, now);
    }

    private Worker launch(boolean warmUp, long now) {
        Worker launched = new Worker(id, context.incarnations().allocate(id), context, now);
        actions.add(new TableAction.Launch(id, launched.incarnation(), warmUp));
        actions.add(new TableAction.SendClusterView());
        return launched;
    }

    /** Removes the seat: its processes leave, and no other is started. */
    void remove(long now) {
        Worker former = worker;
        Worker next = replacement;
        removed = true;
        worker = null;
        replacement = null;
        vacate(WorkerState.STOPPED, NEVER);
        if (next != null) {
            moveToLeaving(next, now);
        }
        if (former != null) {
            moveToLeaving(former, now);
        }
    }

    private void moveToLeaving(Worker former, long now) {
        leaving.add(former);
        former.leave(now);
    }

    private void vacate(WorkerState why, long until) {
        vacancy = why;
        respawnAt = until;
    }

    /**
     * Called when a process has sent READY. A replacement has to pass the readiness checks first.
     *
     * @return whether it serves from now on
     */
    boolean onReady(Worker ready, long now) {
        if (!ready.trySayReady()) {
            return false;
        }
        if (ready == replacement) {
            checkReplacement();
            return false;
        }
        ready.serve(now);
        return true;
    }

    /** Asks for the readiness checks of a replacement that has sent READY. */
    void checkReplacement() {
        if (replacement != null && replacement.hasSaidReady()) {
            actions.add(new TableAction.CheckReadiness(replacement.incarnation()));
        }
    }

    boolean isBeingReplacedBy(Worker process) {
        return process == replacement && process.isStarting();
    }

    /** Gives the seat to the replacement, and makes the present worker leave. */
    void replace(long now) {
        Worker former = worker;
        Worker next = replacement;
        if (next == null) {
            throw new IllegalStateException("[BUG] " + this + " has no replacement");
        }
        replacement = null;
        worker = next;
        next.serve(now);
        if (former != null) {
            moveToLeaving(former, now);
        }
    }

    /**
     * Called when a process has exited.
     *
     * @return whether a replacement took over and serves from now on
     */
    boolean onExited(Worker process, TableEvent.Exited exited, boolean shuttingDown, long now) {
        boolean wasServing = process.isServing();
        boolean wasLeaving = leaving.remove(process);
        boolean serves = false;
        String how = process.describeExit(exited);
        if (!wasLeaving && !shuttingDown) {
            crashes++;
        }
        if (process == worker) {
            worker = null;
            serves = onVacant(process, exited, shuttingDown, now);
        } else if (process == replacement) {
            replacement = null;
            if (!exited.isRefusal()) { // which the line of the rolling restart says
                actions.warn(how);
            }
        } else {
            actions.info(how);
        }
        actions.announce(new ClusterEvent.WorkerExited(id, process.incarnation(), exited.code(), exited.signal(),
                wasLeaving || shuttingDown, !wasLeaving && (worker != null || vacancy == WorkerState.RESPAWNING)));
        if (wasServing) {
            actions.membersChanged();
        } else {
            actions.add(new TableAction.SendClusterView());
        }
        return serves;
    }

    /**
     * Called when the process that has the seat has exited. A replacement takes over, if there is one; else it was a crash,
     * unless the cluster shuts down.
     */
    private boolean onVacant(Worker former, TableEvent.Exited exited, boolean shuttingDown, long now) {
        Worker next = replacement;
        String how = former.describeExit(exited);
        if (shuttingDown) {
            vacate(WorkerState.STOPPED, NEVER);
            actions.info(how);
            return false;
        }
        if (next == null) {
            afterCrash(former, exited, now);
            return false;
        }
        actions.warn(how + "; its replacement takes over");
        replacement = null;
        worker = next;
        next.takeOver();
        if (next.hasSaidReady()) {
            next.serve(now);
            return true;
        }
        return false;
    }

    private void afterCrash(Worker crashed, TableEvent.Exited exited, long now) {
        String how = crashed.describeExit(exited);
        RestartPolicy.Life life = new RestartPolicy.Life(now - crashed.launchedAt(), crashed.hasSaidReady());
        RestartPolicy policy = context.settings().restart();
        RestartPolicy.Verdict verdict = exited.isRefusal() ? policy.afterRefusal()
                : policy.afterCrash(history, now, life, context.random().getAsDouble());
        if (verdict instanceof RespawnIn respawn) {
            actions.warn(how + "; starting it again" + (respawn.millis() == 0 ? "" : " in " + text(respawn.millis()))
                    + (respawn.slowed() == null ? "" : ", as " + respawn.slowed()));
            vacate(WorkerState.RESPAWNING, now + respawn.millis());
            fillIfDue(now);
        } else if (verdict instanceof GiveUp giveUp) {
            boolean forGood = giveUp.retryMillis() == RestartPolicy.NEVER;
            actions.warn(how + "; giving up on " + this + ": " + giveUp.why()
                    + (forGood ? "" : "; while others live it is tried again, in " + text(giveUp.retryMillis())));
            vacate(WorkerState.FAILED, forGood ? NEVER : now + giveUp.retryMillis());
            actions.announce(new ClusterEvent.WorkerFailed(id, giveUp.why()));
        }
    }

    private static String text(long millis) {
        return Duration.ofMillis(millis).toString().substring(2).toLowerCase(Locale.ROOT);
    }

    private void fillIfDue(long now) {
        if (respawnAt <= now) {
            fill(now);
        }
    }

    void onTick(long now) {
        fillIfDue(now);
        processes().toList().forEach(process -> process.onTick(now));
    }

    /** Stops all processes, as the cluster shuts down. */
    void shutDown(boolean immediately, long now) {
        vacate(vacancy == WorkerState.FAILED ? WorkerState.FAILED : WorkerState.STOPPED, NEVER);
        for (Worker process : processes().toList()) {
            if (immediately) {
                process.kill("shutdown at once");
            } else {
                process.stop(now);
            }
        }
    }

    void countConnection(Worker process) {
        process.countConnection();
        handedOver++;
    }

    public int id() {
        return id;
    }

    /** Returns the state of the process that has the seat, or why there is none. */
    public WorkerState state() {
        if (worker != null) {
            return worker.state();
        }
        return leaving.isEmpty() ? vacancy : WorkerState.STOPPING;
    }

    public @Nullable Worker worker() {
        return worker;
    }

    /** Returns the process that has the seat, else the one that had it last and has not exited. */
    public @Nullable Worker latest() {
        return worker != null || leaving.isEmpty() ? worker : leaving.get(leaving.size() - 1);
    }

    public boolean isReady() {
        return worker != null && worker.isReady();
    }

    /** Returns how many processes were started in place of one that crashed. */
    public int restarts() {
        return history.restarts();
    }

    /** Returns how many processes have exited without being asked to. */
    public long crashes() {
        return crashes;
    }

    /** Returns how many connections were sent to the processes of the seat. */
    public long handedOver() {
        return handedOver;
    }

    /** Returns how many clients the former processes of the seat have, which leave. */
    public int leavingClients() {
        return leaving.stream().filter(process -> process != latest()).mapToInt(process -> process.usage().sessions()).sum();
    }

    /** Returns whether there is a process that gets the seat once it is ready. */
    public boolean hasReplacement() {
        return replacement != null;
    }

    boolean isLeaving(Worker process) {
        return leaving.contains(process);
    }

    boolean hasLeaving() {
        return !leaving.isEmpty();
    }

    /** Returns whether the seat was removed, and disappears with its last process. */
    boolean isRemoved() {
        return removed;
    }

    Stream<Worker> processes() {
        return Stream.concat(Stream.of(worker, replacement).filter(process -> process != null), leaving.stream());
    }

    @Nullable
    Worker process(int incarnation) {
        if (worker != null && worker.incarnation() == incarnation) {
            return worker;
        }
        if (replacement != null && replacement.incarnation() == incarnation) {
            return replacement;
        }
        for (Worker former : leaving) {
            if (former.incarnation() == incarnation) {
                return former;
            }
        }
        return null;
    }

    boolean hasProcess() {
        return worker != null || replacement != null || !leaving.isEmpty();
    }

    /** Returns whether the seat has a process, or will have one again. */
    boolean isAlive() {
        return hasProcess() || vacancy == WorkerState.RESPAWNING;
    }

    long nextDeadline() {
        // without a stream, as it is asked after each connection and each heartbeat
        long next = Math.min(respawnAt, Math.min(deadline(worker), deadline(replacement)));
        for (int i = 0; i < leaving.size(); i++) {
            next = Math.min(next, leaving.get(i).deadline());
        }
        return next;
    }

    private static long deadline(@Nullable Worker process) {
        return process == null ? NEVER : process.deadline();
    }

    @Override
    public String toString() {
        return "[w" + id + "]";
    }
}

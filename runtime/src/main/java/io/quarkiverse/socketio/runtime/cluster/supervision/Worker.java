package io.quarkiverse.socketio.runtime.cluster.supervision;

import io.quarkiverse.socketio.cluster.ClusterEvent;
import io.quarkiverse.socketio.cluster.WorkerState;
import io.quarkiverse.socketio.spi.LoadBalancer;

/**
 * The state of a worker's process in the primary, from its launch to its exit. It is changed by its own methods only, which add
 * the actions that follow.
 * <p>
 * Thread: the primary's event loop. Times are milliseconds of any steady clock.
 */
public final class Worker implements LoadBalancer.Candidate {
    /** How long a worker has to print its threads, or to notice that its link is closed, before it is killed. */
    static final long GRACE_MILLIS = 2000;
    /** Rates are measured over at least this time, as reports may come close together. */
    private static final long MIN_RATE_MILLIS = 900;

    /** In the description of an exit, what the process printed last follows. */
    public static final String LAST_LINES = ", its last lines: ";

    private static final int KILL = 9;
    private static final String NOT_KILLED_HERE = " (KILL), which the cluster did not send: probably the kernel did, because"
            + " memory has run out. Provide more memory, or start fewer workers (quarkus.socketio.cluster.workers) or workers"
            + " with a smaller heap (worker.heap)";

    private final int seat;
    private final int incarnation;
    private final long launchedAt;
    private final SupervisionSettings.Limits limits;
    private final PendingActions actions;
    /** STARTING, RUNNING or STOPPING. */
    private WorkerState state = WorkerState.STARTING;
    private long pid;
    /** When the worker must have left its present state. */
    private long deadline;
    private long lastReportAt;
    private boolean threadsDumped;
    private boolean saidReady;
    private boolean draining;
    private boolean askedToLeave;
    /** Whether it got its seat because the worker that it was to replace crashed. */
    private boolean takesOver;
    /** The readiness checks that are down, as far as known. */
    private String failedChecks = "";
    private String killReason = "";
    private WorkerLoad usage = WorkerLoad.NONE;
    private WorkerLoad rateStart = WorkerLoad.NONE;
    private long rateStartAt;
    private double cpu;
    private double requestRate;
    private double receivedRate;
    private double sentRate;
    private long handedOver;

    Worker(int seat, int incarnation, SeatContext context, long now) {
        this.seat = seat;
        this.incarnation = incarnation;
        this.launchedAt = now;
        this.limits = context.limits();
        this.actions = context.actions();
        this.deadline = now + limits.boot().toMillis();
        this.rateStartAt = now;
        this.lastReportAt = now;
    }

    void launched(long newPid) {
        pid = newPid;
        actions.add(new TableAction.SendClusterView());
        actions.announce(new ClusterEvent.WorkerSpawned(seat, incarnation, pid));
    }

    /**
     * Records that the worker has sent READY.
     *
     * @return false when it is not starting, or has sent READY before
     */
    boolean trySayReady() {
        if (state != WorkerState.STARTING || saidReady) {
            return false;
        }
        saidReady = true;
        return true;
    }

    void checksFailed(String detail) {
        failedChecks = "its readiness checks are DOWN: " + detail;
    }

    void takeOver() {
        takesOver = true;
    }

    /** Marks the worker as ready for connections. */
    void serve(long now) {
        enter(WorkerState.RUNNING, now + limits.silence().toMillis());
        lastReportAt = now;
        actions.info(this + " is ready");
        actions.announce(new ClusterEvent.WorkerReady(seat, incarnation));
        actions.membersChanged();
    }

    void onLoad(WorkerLoad reported, long now) {
        lastReportAt = now;
        if (now - rateStartAt >= MIN_RATE_MILLIS) {
            double seconds = (now - rateStartAt) / 1000.0;
            cpu = (reported.cpuMillis() - rateStart.cpuMillis()) / 1000.0 / seconds;
            requestRate = (reported.requests() - rateStart.requests()) / seconds;
            receivedRate = (reported.activity().eventsReceived() - rateStart.activity().eventsReceived()) / seconds;
            sentRate = (reported.activity().eventsSent() - rateStart.activity().eventsSent()) / seconds;
            rateStart = reported;
            rateStartAt = now;
        }
        usage = reported;
        if (isReady()) {
            forgiveSilence(now);
            threadsDumped = false;
        }
    }

    /** Restarts the time limit for its next message. */
    void forgiveSilence(long now) {
        deadline = now + limits.silence().toMillis();
    }

    void countConnection() {
        handedOver++;
    }

    /** Makes the worker leave, while the cluster goes on. */
    void leave(long now) {
        draining = state == WorkerState.RUNNING;
        askedToLeave = true;
        enter(WorkerState.STOPPING, now + limits.shutdown().toMillis());
        actions.info(this + " drains and leaves");
        actions.announce(new ClusterEvent.WorkerDraining(seat, incarnation));
        actions.add(draining ? new TableAction.Drain(incarnation, limits.shutdown().toMillis())
                : new TableAction.Stop(incarnation, limits.shutdown().toMillis()));
        actions.membersChanged();
    }

    /** Called when all its clients are gone: no other worker sends it anything any more, so it can be stopped. */
    void onDrained() {
        if (draining) {
            draining = false;
            actions.membersChanged();
            actions.add(new TableAction.Stop(incarnation, limits.shutdown().toMillis()));
        }
    }

    /** Stops the worker, as the cluster shuts down. */
    void stop(long now) {
        draining = false;
        askedToLeave = true;
        enter(WorkerState.STOPPING, now + limits.shutdown().toMillis());
        actions.add(new TableAction.Stop(incarnation, limits.shutdown().toMillis()));
    }

    void onLinkLost(long now) {
        boolean wasServing = isServing();
        draining = false;
        if (state != WorkerState.STOPPING) {
            enter(WorkerState.STOPPING, now + GRACE_MILLIS);
        }
        if (wasServing) {
            actions.membersChanged();
        }
    }

    void kill(String why) {
        boolean wasServing = isServing();
        draining = false;
        enter(WorkerState.STOPPING, Long.MAX_VALUE);
        killReason = why;
        actions.warn(this + " is killed: " + why);
        actions.add(new TableAction.Kill(incarnation));
        if (wasServing) {
            actions.membersChanged();
        }
    }

    /** Acts if the time limit for the present state has passed. */
    void onTick(long now) {
        if (deadline > now) {
            return;
        }
        switch (state) {
            case STARTING -> kill("not READY within " + limits.boot().toSeconds()
                    + " s (quarkus.socketio.cluster.boot-timeout)"
                    + (failedChecks.isEmpty() ? "" : ", " + failedChecks));
            case RUNNING -> onSilence(now);
            default -> kill(askedToLeave
                    ? "not gone within " + limits.shutdown().toSeconds() + " s (quarkus.socketio.cluster.shutdown-timeout)"
                    : "it closed its link, or takes no connections any more, and did not leave");
        }
    }

    private void onSilence(long now) {
        if (threadsDumped) {
            kill("it hangs");
            return;
        }
        threadsDumped = true;
        deadline = now + GRACE_MILLIS;
        actions.warn(this + " was silent for " + limits.silence().toSeconds()
                + " s (quarkus.socketio.cluster.worker-timeout): asking for a thread dump, then killing it");
        actions.add(new TableAction.DumpThreads(incarnation));
    }

    private void enter(WorkerState next, long nextDeadline) {
        state = next;
        deadline = nextDeadline;
    }

    String describeExit(TableEvent.Exited exited) {
        if (exited.signal().isPresent()) {
            int signal = exited.signal().getAsInt();
            return this + " was ended by signal " + signal + (!killReason.isEmpty() ? ", because " + killReason
                    : signal == KILL ? NOT_KILLED_HERE : "");
        }
        if (exited.isRefusal()) {
            return this + " refuses its configuration: " + exited.lastLines();
        }
        return this + " exited with code " + exited.code()
                + (exited.code() == 0 ? "" : LAST_LINES + exited.lastLines());
    }

    public int incarnation() {
        return incarnation;
    }

    /** Returns the process id; 0 before it is known. */
    public long pid() {
        return pid;
    }

    public long launchedAt() {
        return launchedAt;
    }

    /** Returns when the worker last reported its load. */
    public long lastReportAt() {
        return lastReportAt;
    }

    public WorkerLoad usage() {
        return usage;
    }

    /** Returns the number of processors that it kept busy between its last reports. */
    public double cpu() {
        return cpu;
    }

    /** Returns the number of requests a second that it answered between its last reports. */
    public double requestRate() {
        return requestRate;
    }

    /** Returns the number of events a second that clients sent it between its last reports. */
    public double receivedRate() {
        return receivedRate;
    }

    /** Returns the number of events a second that it sent to clients between its last reports. */
    public double sentRate() {
        return sentRate;
    }

    /** Returns whether the worker is ready for connections; then it has its seat. */
    public boolean isReady() {
        return state == WorkerState.RUNNING;
    }

    /** Returns whether the worker has clients: it is ready, or it leaves and has not disconnected all of them. */
    public boolean isServing() {
        return isReady() || draining && state == WorkerState.STOPPING;
    }

    WorkerState state() {
        return state;
    }

    boolean isStarting() {
        return state == WorkerState.STARTING;
    }

    boolean hasSaidReady() {
        return saidReady;
    }

    boolean hasTakenOver() {
        return takesOver;
    }

    long deadline() {
        return deadline;
    }

    @Override
    public int workerId() {
        return seat;
    }

    /** Returns the number of connections that it has reported, and of those that were sent to it since. */
    @Override
    public int connections() {
        return usage.open() + (int) Math.max(0, handedOver - usage.adopted());
    }

    @Override
    public String toString() {
        return "[w" + seat + "]" + (pid == 0 ? "" : " pid " + pid);
    }
}

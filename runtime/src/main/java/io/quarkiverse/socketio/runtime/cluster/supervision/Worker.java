package io.quarkiverse.socketio.runtime.cluster.supervision;

import io.quarkiverse.socketio.cluster.WorkerState;
import io.quarkiverse.socketio.spi.LoadBalancer;

/**
 * A process in a seat, from its launch until it is gone. Changed by {@link WorkerTable} only.
 * <p>
 * Thread: the primary's event loop.
 */
public final class Worker implements LoadBalancer.Candidate {
    /** Over so long at least is the load measured: reports may come close together. */
    private static final long CPU_MILLIS = 900;

    public final Seat seat;
    public final int incarnation;
    public final long launchedAt;
    /** STARTING, RUNNING or STOPPING. */
    public WorkerState state = WorkerState.STARTING;
    public long pid;
    /** When it must have left the present state. */
    public long deadline;
    /** When it last gave a sign of life. */
    public long heardAt;
    public boolean threadsDumped;
    public boolean saidReady;
    public boolean draining;
    /** Whether it was to replace one that crashed before. */
    public boolean takesOver;
    /** What keeps it from being ready, as far as it is known. */
    public String waitsFor = "";
    /** Why it was killed. */
    public String killedFor = "";
    private WorkerLoad usage = WorkerLoad.NONE;
    private WorkerLoad usageBefore = WorkerLoad.NONE;
    private long reportedAt;
    private double cpu;
    private double requestRate;
    private long handedOver;

    public Worker(Seat seat, int incarnation, long now, long bootMillis) {
        this.seat = seat;
        this.incarnation = incarnation;
        this.launchedAt = now;
        this.deadline = now + bootMillis;
        this.reportedAt = now;
        this.heardAt = now;
    }

    public void enter(WorkerState next, long nextDeadline) {
        state = next;
        deadline = nextDeadline;
    }

    public void report(WorkerLoad reported, long now) {
        heardAt = now;
        if (now - reportedAt >= CPU_MILLIS) {
            cpu = (reported.cpuMillis() - usageBefore.cpuMillis()) / (double) (now - reportedAt);
            requestRate = (reported.requests() - usageBefore.requests()) * 1000.0 / (now - reportedAt);
            usageBefore = reported;
            reportedAt = now;
        }
        usage = reported;
    }

    /** Requests a second it answered lately. */
    public double requestRate() {
        return requestRate;
    }

    /** Processors it kept busy lately. */
    public double cpu() {
        return cpu;
    }

    public WorkerLoad usage() {
        return usage;
    }

    public void handedOver() {
        handedOver++;
        seat.handedOver++;
    }

    /** Whether it has the seat and takes connections. */
    public boolean isReady() {
        return state == WorkerState.RUNNING && seat.worker == this;
    }

    /** Whether it has clients: it is ready, or was and still sends them away. */
    public boolean isServing() {
        return isReady() || draining && state == WorkerState.STOPPING;
    }

    @Override
    public int workerId() {
        return seat.id;
    }

    /** Those it reported, and those that it had not counted then. */
    @Override
    public int connections() {
        return usage.open() + (int) Math.max(0, handedOver - usage.adopted());
    }

    @Override
    public String toString() {
        return "[w" + seat.id + "]" + (pid == 0 ? "" : " pid " + pid);
    }
}

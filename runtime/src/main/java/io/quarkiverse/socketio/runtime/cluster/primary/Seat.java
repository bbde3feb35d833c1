package io.quarkiverse.socketio.runtime.cluster.primary;

import io.quarkiverse.socketio.cluster.WorkerState;
import io.quarkiverse.socketio.spi.LoadBalancer;

/**
 * A place for a worker, and what is known of the process that has it now. Changed by {@link WorkerTable} only.
 * <p>
 * Thread: the primary's event loop.
 */
final class Seat implements LoadBalancer.Candidate {
    static final long NEVER = Long.MAX_VALUE;

    final int id;
    final RestartPolicy.History history = new RestartPolicy.History();
    WorkerState state = WorkerState.STOPPED;
    int incarnation;
    long pid;
    long launchedAt;
    /** When it must have left the present state. */
    long deadline = NEVER;
    boolean threadsDumped;
    private int open;
    private long adopted;
    private long handedOver;

    Seat(int id) {
        this.id = id;
    }

    void launch(int nextIncarnation, long now, long bootMillis) {
        state = WorkerState.STARTING;
        incarnation = nextIncarnation;
        pid = 0;
        launchedAt = now;
        deadline = now + bootMillis;
        threadsDumped = false;
        open = 0;
        adopted = 0;
        handedOver = 0;
    }

    void enter(WorkerState next, long nextDeadline) {
        state = next;
        deadline = nextDeadline;
    }

    void report(int nowOpen, long nowAdopted) {
        open = nowOpen;
        adopted = nowAdopted;
    }

    void handedOver() {
        handedOver++;
    }

    boolean isReady() {
        return state == WorkerState.RUNNING;
    }

    boolean hasProcess() {
        return state == WorkerState.STARTING || state == WorkerState.RUNNING || state == WorkerState.STOPPING;
    }

    @Override
    public int workerId() {
        return id;
    }

    /** Those it reported, and those that it had not counted then. */
    @Override
    public int connections() {
        return open + (int) Math.max(0, handedOver - adopted);
    }

    @Override
    public String toString() {
        return "[w" + id + "]" + (pid == 0 ? "" : " pid " + pid);
    }
}

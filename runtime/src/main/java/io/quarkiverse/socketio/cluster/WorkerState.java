package io.quarkiverse.socketio.cluster;

/**
 * The state of a worker: STARTING, RUNNING, STOPPING and STOPPED in this order; after a crash RESPAWNING, then STARTING again.
 *
 * <pre>{@code
 * boolean degraded = cluster.workers().stream().anyMatch(worker -> worker.state() == WorkerState.FAILED);
 * }</pre>
 */
public enum WorkerState {
    /** The process was launched and is not ready yet. */
    STARTING,
    /** The worker accepts connections. */
    RUNNING,
    /** The worker was asked to exit, or is being killed; it accepts no new connections. */
    STOPPING,
    /** The worker has exited and is not started again. */
    STOPPED,
    /** The worker has crashed; the next process starts after the back-off delay. */
    RESPAWNING,
    /** Too many processes in a row exited before they were ready; see {@link ClusterEvent.WorkerFailed}. */
    FAILED
}

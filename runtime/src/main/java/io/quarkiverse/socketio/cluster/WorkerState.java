package io.quarkiverse.socketio.cluster;

/**
 * Where a worker's seat is in its life. The way is STARTING, RUNNING, STOPPING, STOPPED; a crash leads over RESPAWNING back.
 */
public enum WorkerState {
    /** The process was launched and has not said READY yet. */
    STARTING,
    /** Takes connections. */
    RUNNING,
    /** Was told to leave, or is being killed; takes no new connections. */
    STOPPING,
    /** Left and will not come back. */
    STOPPED,
    /** Crashed; the next process starts after the back-off delay. */
    RESPAWNING,
    /** Crashed too often; the seat stays empty. */
    FAILED
}

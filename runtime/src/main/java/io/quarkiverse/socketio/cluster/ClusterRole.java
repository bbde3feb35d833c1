package io.quarkiverse.socketio.cluster;

/**
 * The role of a process in which the application runs. There is none for the primary, in which it does not run.
 *
 * <pre>{@code
 * if (cluster.role() == ClusterRole.SINGLE) {
 *     Log.warn("This application runs as a single process");
 * }
 * }</pre>
 */
public enum ClusterRole {
    /** The application runs as a single process: there is no cluster. */
    SINGLE,
    /** The process is one of the workers, which serve clients. */
    WORKER
}

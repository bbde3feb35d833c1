package io.quarkiverse.socketio.cluster;

/**
 * The role of a process in the cluster. The primary process has none of these, as the application does not run in it.
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

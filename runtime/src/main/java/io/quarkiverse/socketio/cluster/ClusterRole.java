package io.quarkiverse.socketio.cluster;

/** What a process is to the cluster. */
public enum ClusterRole {
    /** An application that is one process: there is no cluster. */
    SINGLE,
    /** One of the processes that serve clients. The primary process never runs the application, so nobody meets that role. */
    WORKER
}

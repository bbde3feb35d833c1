package io.quarkiverse.socketio.cluster;

import java.util.List;
import java.util.OptionalInt;

/**
 * The cluster that this process belongs to: inject it into any bean. An application that is one process has it too, and finds
 * no worker in it.
 *
 * <pre>{@code
 * @Inject
 * ClusterManager cluster;
 *
 * String servedBy() {
 *     return cluster.workerId().isPresent() ? "worker " + cluster.workerId().getAsInt() : "one process";
 * }
 * }</pre>
 *
 * Thread: any; never waits.
 */
public interface ClusterManager {

    /** The seat of this process, the {@link WorkerInfo#id} of its row in {@link #workers}; empty when there is no cluster. */
    OptionalInt workerId();

    /**
     * All workers, by seat, as the primary told this one last, at most twice a second while something changes. Empty when there
     * is no cluster, and in the first moments of a worker.
     */
    List<WorkerInfo> workers();
}

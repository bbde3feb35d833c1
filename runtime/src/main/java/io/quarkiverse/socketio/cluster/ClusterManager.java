package io.quarkiverse.socketio.cluster;

import java.util.List;
import java.util.OptionalInt;

import io.smallrye.mutiny.Uni;

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
 *
 * Uni<Void> beforeTheSale() {
 *     return cluster.scaleTo(8);
 * }
 * }</pre>
 *
 * What acts returns a {@code Uni} that does nothing before it is subscribed to. It completes when the primary has
 * <em>begun</em>; how that goes on is told to all workers by a {@link ClusterEvent}, since the one that asked may itself be
 * replaced. It fails with an {@link IllegalArgumentException} when the primary refuses, with an {@link IllegalStateException}
 * when there is no cluster, and with a {@link java.util.concurrent.TimeoutException} when the primary does not answer within
 * ten seconds.
 * <p>
 * Thread: any; never waits.
 */
public interface ClusterManager {

    /** What this process is. */
    ClusterRole role();

    /** The seat of this process, the {@link WorkerInfo#id} of its row in {@link #workers}; empty when there is no cluster. */
    OptionalInt workerId();

    /**
     * All workers, by seat, as the primary told this one last, at most twice a second while something changes. Empty when there
     * is no cluster, and in the first moments of a worker.
     */
    List<WorkerInfo> workers();

    /** How many seats there are, those included that are empty for now; 0 when there is no cluster. */
    default int workerCount() {
        return workers().size();
    }

    /** Adds workers. */
    Uni<Void> scaleUp(int workers);

    /** Lets workers go, those with the highest ids; each finishes its work and sends its clients to the others first. */
    Uni<Void> scaleDown(int workers);

    /** Adds workers or lets them go until there are so many, 1 to 1024. */
    Uni<Void> scaleTo(int workers);

    /**
     * Replaces all workers, one after the other: each is told to leave only when its replacement is ready and the readiness
     * checks in it are up. When one is under way there will be one more after it.
     */
    Uni<Void> rollingRestart();

    /**
     * Makes workers that have more than their share of Socket.IO clients send the surplus away; it comes back to the others.
     */
    Uni<Void> rebalance();

    /**
     * Sends a signal to one worker.
     *
     * @param workerId its seat
     * @param signal {@code HUP}, which the application receives as {@link ClusterEvent.SignalReceived}; {@code TERM}, upon
     *        which the worker is replaced as by a rolling restart; {@code QUIT}, upon which it prints its threads
     */
    Uni<Void> sendSignal(int workerId, String signal);

    /** Sends a signal to all workers, see {@link #sendSignal}. */
    Uni<Void> broadcastSignal(String signal);

    /** Ends the whole cluster in good order, as {@code SIGTERM} to the primary does. */
    Uni<Void> shutdown();
}

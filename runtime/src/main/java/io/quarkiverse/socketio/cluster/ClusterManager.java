package io.quarkiverse.socketio.cluster;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

import io.smallrye.mutiny.Uni;

/**
 * The cluster that this process belongs to: its workers, and the operations of its primary. Inject it into any bean. An
 * application that runs as a single process has it too, without any workers.
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
 * An operation starts when its {@code Uni} is subscribed to. The {@code Uni} completes when the primary has <em>started</em>
 * the operation; its progress is published to all workers as {@link ClusterEvent}s, since this worker may itself be replaced.
 * The {@code Uni} fails with an {@link IllegalArgumentException} if the primary refuses the operation, with an
 * {@link IllegalStateException} if there is no cluster, and with a {@link java.util.concurrent.TimeoutException} if the primary
 * does not answer within ten seconds.
 * <p>
 * Thread: any; no method blocks.
 */
public interface ClusterManager {

    /** {@return the role of this process} */
    ClusterRole role();

    /** {@return the {@link WorkerInfo#id} of this process in {@link #workers}; empty if there is no cluster} */
    OptionalInt workerId();

    /**
     * Returns all workers in the order of their ids, as the primary has last described them, at most twice a second while
     * something changes.
     *
     * @return the workers; empty if there is no cluster, and shortly after a worker has started
     */
    List<WorkerInfo> workers();

    /** {@return the number of workers, those that have no process at the moment included; 0 if there is no cluster} */
    default int workerCount() {
        return workers().size();
    }

    /**
     * Returns whether this process is the leader: the one that runs what must run once, not in each worker. Of the workers of all
     * hosts that share a Redis ({@code quarkus.socketio.adapter.type}) at most one is the leader at any time; an application
     * that is a single process is its own leader.
     *
     * <pre>{@code
     * void everyHour() {
     *     if (cluster.isLeader()) {
     *         sendReports();
     *     }
     * }
     * }</pre>
     *
     * When the leader drains, another worker follows it within milliseconds; when it crashes, as soon as its process has ended,
     * with Redis within six seconds. In between, and while Redis cannot be reached, there is no leader. Ask each time, and do
     * not keep the answer. For {@code @Scheduled} methods there is {@code OncePerCluster}.
     *
     * @return whether it is; {@code false} in a worker that has just started
     */
    default boolean isLeader() {
        return leaderSince().isPresent();
    }

    /**
     * Returns since when this process is the {@linkplain #isLeader leader}, without interruption. What was due before is the
     * matter of the leader before.
     *
     * @return the time; empty if this process is not the leader
     */
    Optional<Instant> leaderSince();

    /**
     * Adds workers.
     *
     * @param workers the number of workers to add
     * @return completes when the primary has started the operation
     * @throws IllegalArgumentException if the number is less than 1
     */
    Uni<Void> scaleUp(int workers);

    /**
     * Removes the workers with the highest ids. Each first finishes its work and sends its clients to the other workers.
     *
     * @param workers the number of workers to remove
     * @return completes when the primary has started the operation
     * @throws IllegalArgumentException if the number is less than 1
     */
    Uni<Void> scaleDown(int workers);

    /**
     * Adds or removes workers.
     *
     * @param workers the number of workers there shall be, 1 to 1024
     * @return completes when the primary has started the operation
     */
    Uni<Void> scaleTo(int workers);

    /**
     * Replaces all workers, one after the other. A worker is asked to exit only when its replacement is ready and the readiness
     * checks there are up. If a rolling restart is in progress, another one follows it.
     *
     * @return completes when the primary has started the operation
     */
    Uni<Void> rollingRestart();

    /**
     * Makes the workers that have more than their share of the Socket.IO clients disconnect the surplus, which then reconnects
     * to the other workers.
     *
     * @return completes when the primary has started the operation
     */
    Uni<Void> rebalance();

    /**
     * Sends a signal to one worker.
     *
     * @param workerId the id of the worker
     * @param signal {@code HUP}, which the application receives as {@link ClusterEvent.SignalReceived}; {@code TERM}, upon
     *        which the worker is replaced as by a rolling restart; {@code QUIT}, upon which it prints a thread dump
     * @return completes when the primary has started the operation
     */
    Uni<Void> sendSignal(int workerId, String signal);

    /**
     * Sends a signal to all workers.
     *
     * @param signal one of the signals of {@link #sendSignal sendSignal}
     * @return completes when the primary has started the operation
     */
    Uni<Void> broadcastSignal(String signal);

    /**
     * Shuts the whole cluster down gracefully, as {@code SIGTERM} to the primary does.
     *
     * @return completes when the primary has started the operation
     */
    Uni<Void> shutdown();
}

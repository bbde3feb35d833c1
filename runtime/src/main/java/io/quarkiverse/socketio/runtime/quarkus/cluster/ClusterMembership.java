package io.quarkiverse.socketio.runtime.quarkus.cluster;

import java.time.Instant;
import java.util.Optional;

import jakarta.inject.Singleton;

import io.quarkiverse.socketio.runtime.cluster.worker.WorkerAgent;

/**
 * The bean that says whether this process is a worker of a cluster, and which one. Code that runs before there are beans calls
 * {@link WorkerAgent#current()} instead.
 * <p>
 * Thread: any; immutable.
 */
@Singleton
public class ClusterMembership {
    private final Optional<WorkerAgent> worker = WorkerAgent.current();
    private final Optional<Instant> started = Optional.of(Instant.now());

    /** Returns the agent of this worker, or empty if the application is one process. */
    public Optional<WorkerAgent> worker() {
        return worker;
    }

    /** Returns whether this process is a worker. */
    public boolean isWorker() {
        return worker.isPresent();
    }

    /** Returns since when this process is the leader of the workers of its host, or the only one; empty if it is not. */
    public Optional<Instant> leaderOfHostSince() {
        return worker.isPresent() ? worker.get().leaderSince() : started;
    }

    /** Returns the incarnation of this worker, or 0 if the application is one process. */
    public int incarnation() {
        return worker.map(WorkerAgent::incarnation).orElse(0);
    }
}

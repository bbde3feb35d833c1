package io.quarkiverse.socketio.runtime.quarkus.cluster;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Typed;
import jakarta.inject.Singleton;

import io.quarkiverse.socketio.cluster.ClusterManager;
import io.quarkiverse.socketio.cluster.ClusterRole;
import io.quarkiverse.socketio.cluster.WorkerInfo;
import io.quarkiverse.socketio.runtime.cluster.link.Query;
import io.quarkiverse.socketio.runtime.cluster.link.QueryText;
import io.quarkiverse.socketio.runtime.cluster.worker.WorkerAgent;
import io.smallrye.mutiny.Uni;

/**
 * The {@link ClusterManager} of the application: answers from the membership, and sends commands to the primary.
 * <p>
 * Thread: any; stateless.
 */
@Singleton
@Typed(ClusterManager.class)
public record ClusterManagerImpl(ClusterMembership membership, Instance<LeaderLease> hosts) implements ClusterManager {
    @Override
    public ClusterRole role() {
        return membership.isWorker() ? ClusterRole.WORKER : ClusterRole.SINGLE;
    }

    @Override
    public OptionalInt workerId() {
        return membership.worker().map(agent -> OptionalInt.of(agent.seat())).orElse(OptionalInt.empty());
    }

    @Override
    public List<WorkerInfo> workers() {
        return membership.worker().map(WorkerAgent::workers).orElse(List.of());
    }

    @Override
    public Optional<Instant> leaderSince() {
        Optional<Instant> ofHost = membership.leaderOfHostSince();
        return hosts.isResolvable() ? ofHost.flatMap(hosts.get()::leaderSince) : ofHost;
    }

    @Override
    public Uni<Void> scaleUp(int workers) {
        return scaleBy(workers, workers);
    }

    @Override
    public Uni<Void> scaleDown(int workers) {
        return scaleBy(workers, -workers);
    }

    private Uni<Void> scaleBy(int given, int more) {
        if (given < 1) {
            throw new IllegalArgumentException("at least one worker more or fewer, not " + given);
        }
        return execute(new Query.ScaleBy(more));
    }

    @Override
    public Uni<Void> scaleTo(int workers) {
        return execute(new Query.Scale(workers));
    }

    @Override
    public Uni<Void> rollingRestart() {
        return execute(new Query.Restart());
    }

    @Override
    public Uni<Void> rebalance() {
        return execute(new Query.Rebalance());
    }

    @Override
    public Uni<Void> sendSignal(int workerId, String signal) {
        return execute(new Query.Signal(signal, OptionalInt.of(workerId)));
    }

    @Override
    public Uni<Void> broadcastSignal(String signal) {
        return execute(new Query.Signal(signal, OptionalInt.empty()));
    }

    @Override
    public Uni<Void> shutdown() {
        return execute(new Query.Shutdown());
    }

    private Uni<Void> execute(Query.Command command) {
        return Uni.createFrom().deferred(() -> membership.worker()
                .map(agent -> Uni.createFrom().completionStage(() -> agent.ask(command)).replaceWithVoid())
                .orElseGet(() -> Uni.createFrom().failure(new IllegalStateException(
                        "This application is one process: there is no cluster to " + QueryText.name(command)
                                + ". Start it with quarkus.socketio.cluster.enabled=true"))));
    }
}

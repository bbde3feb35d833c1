package io.quarkiverse.socketio.runtime.quarkus.cluster;

import java.util.List;
import java.util.OptionalInt;

import jakarta.enterprise.inject.Typed;
import jakarta.inject.Singleton;

import io.quarkiverse.socketio.cluster.ClusterManager;
import io.quarkiverse.socketio.cluster.ClusterRole;
import io.quarkiverse.socketio.cluster.WorkerInfo;
import io.quarkiverse.socketio.runtime.cluster.link.LinkQuestions;
import io.quarkiverse.socketio.runtime.cluster.worker.WorkerAgent;
import io.smallrye.mutiny.Uni;

/**
 * The {@link ClusterManager} of the application: answers from the membership, and sends commands to the primary.
 * <p>
 * Thread: any; stateless.
 */
@Singleton
@Typed(ClusterManager.class)
public class ClusterManagerImpl implements ClusterManager {
    private final ClusterMembership membership;

    ClusterManagerImpl(ClusterMembership membership) {
        this.membership = membership;
    }

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
        return send(LinkQuestions.SCALE_BY + " " + more);
    }

    @Override
    public Uni<Void> scaleTo(int workers) {
        return send(LinkQuestions.SCALE + " " + workers);
    }

    @Override
    public Uni<Void> rollingRestart() {
        return send(LinkQuestions.RESTART);
    }

    @Override
    public Uni<Void> rebalance() {
        return send(LinkQuestions.REBALANCE);
    }

    @Override
    public Uni<Void> sendSignal(int workerId, String signal) {
        return send(LinkQuestions.SIGNAL + " " + signal + " " + workerId);
    }

    @Override
    public Uni<Void> broadcastSignal(String signal) {
        return send(LinkQuestions.SIGNAL + " " + signal);
    }

    @Override
    public Uni<Void> shutdown() {
        return send(LinkQuestions.SHUTDOWN);
    }

    private Uni<Void> send(String command) {
        return Uni.createFrom().deferred(() -> membership.worker()
                .map(agent -> Uni.createFrom().completionStage(() -> agent.order(command)).replaceWithVoid())
                .orElseGet(() -> Uni.createFrom().failure(new IllegalStateException(
                        "This application is one process: there is no cluster to " + command.split(" ")[0]
                                + ". Start it with quarkus.socketio.cluster.enabled=true"))));
    }
}

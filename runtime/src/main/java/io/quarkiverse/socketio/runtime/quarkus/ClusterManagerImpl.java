package io.quarkiverse.socketio.runtime.quarkus;

import java.util.List;
import java.util.OptionalInt;

import jakarta.enterprise.inject.Typed;
import jakarta.inject.Singleton;

import io.quarkiverse.socketio.cluster.ClusterManager;
import io.quarkiverse.socketio.cluster.WorkerInfo;
import io.quarkiverse.socketio.runtime.cluster.worker.WorkerAgent;

/**
 * What this process knows of its cluster.
 * <p>
 * Thread: any; holds nothing.
 */
@Singleton
@Typed(ClusterManager.class)
public class ClusterManagerImpl implements ClusterManager {

    @Override
    public OptionalInt workerId() {
        return WorkerAgent.current().map(agent -> OptionalInt.of(agent.seat())).orElse(OptionalInt.empty());
    }

    @Override
    public List<WorkerInfo> workers() {
        return WorkerAgent.current().map(WorkerAgent::workers).orElse(List.of());
    }
}

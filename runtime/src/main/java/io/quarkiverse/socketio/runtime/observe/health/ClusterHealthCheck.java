package io.quarkiverse.socketio.runtime.observe.health;

import java.util.List;

import jakarta.inject.Singleton;

import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

import io.quarkiverse.socketio.cluster.WorkerInfo;
import io.quarkiverse.socketio.runtime.cluster.worker.WorkerAgent;

/**
 * The cluster as the primary told this worker last, for a probe that comes over a connection which a worker holds. Up while one
 * worker is ready; in a process that is no worker there is nothing to tell.
 * <p>
 * Thread: any.
 */
@Readiness
@Singleton
public class ClusterHealthCheck implements HealthCheck {
    @Override
    public HealthCheckResponse call() {
        List<WorkerInfo> workers = WorkerAgent.current().map(WorkerAgent::workers).orElse(List.of());
        HealthCheckResponseBuilder response = HealthCheckResponse.named("cluster")
                .status(WorkerAgent.current().isEmpty() || workers.stream().anyMatch(WorkerInfo::ready));
        workers.forEach(worker -> response.withData("worker " + worker.id(), worker.state() + ", pid " + worker.pid()
                + ", restarts " + worker.restarts() + ", connections " + worker.connections()));
        return response.build();
    }
}

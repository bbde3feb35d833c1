package io.quarkiverse.socketio.runtime.observe.health;

import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;

import jakarta.inject.Singleton;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;

import io.quarkiverse.socketio.runtime.cluster.link.HealthChecks;
import io.quarkiverse.socketio.runtime.cluster.link.Query;
import io.quarkiverse.socketio.runtime.cluster.link.QueryReply;
import io.quarkiverse.socketio.runtime.cluster.worker.WorkerAgent;
import io.quarkiverse.socketio.runtime.quarkus.cluster.ClusterMembership;
import io.quarkiverse.socketio.runtime.quarkus.cluster.ClusteredApplication;
import io.quarkiverse.socketio.runtime.socketio.adapter.AdapterFactory;
import io.smallrye.health.SmallRyeHealth;
import io.smallrye.health.SmallRyeHealthReporter;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;

/**
 * Runs this worker's health checks for the primary, which waits for the readiness checks before it replaces the next worker,
 * and shows all checks in the health of the cluster.
 * <p>
 * Thread: any; the checks run on a worker thread.
 */
@Singleton
public class WorkerHealth implements ClusteredApplication.QueryHandler {
    private final SmallRyeHealthReporter reporter;
    private final AdapterFactory adapters;
    private final String prefix;

    WorkerHealth(SmallRyeHealthReporter reporter, AdapterFactory adapters, ClusterMembership membership) {
        this.reporter = reporter;
        this.adapters = adapters;
        this.prefix = "worker " + membership.worker().map(WorkerAgent::seat).orElse(0) + ": ";
    }

    @Override
    public Set<Class<? extends Query<?>>> queries() {
        return Set.of(Query.Readiness.class, Query.Health.class);
    }

    @Override
    public CompletionStage<QueryReply> reply(Query<?> query) {
        Uni<QueryReply> reply = query instanceof Query.Health health ? run(health.checks()).map(this::report)
                : reporter.getReadinessAsync().map(WorkerHealth::requireUp);
        return reply.runSubscriptionOn(Infrastructure.getDefaultWorkerPool()).subscribeAsCompletionStage();
    }

    private Uni<SmallRyeHealth> run(HealthChecks checks) {
        return switch (checks.kind()) {
            case LIVE -> reporter.getLivenessAsync();
            case READY -> reporter.getReadinessAsync();
            case STARTED -> reporter.getStartupAsync();
            case WELL -> reporter.getWellnessAsync();
            case GROUPS -> reporter.getHealthGroupsAsync();
            case ALL -> reporter.getHealthAsync();
            case GROUP -> reporter.getHealthGroupAsync(checks.group());
        };
    }

    private QueryReply report(SmallRyeHealth health) {
        String checks = health.getPayload().getJsonArray("checks").stream().map(JsonValue::asJsonObject)
                .map(check -> Json.createObjectBuilder(check).add("name", prefix + name(check)).build().toString())
                .collect(Collectors.joining(","));
        return new QueryReply.Health(!health.isDown(), adapters.state(), checks);
    }

    /** Returns an empty reply, or fails with the names of the checks that are down. */
    private static QueryReply requireUp(SmallRyeHealth health) {
        if (health.isDown()) {
            throw new IllegalStateException(health.getPayload().getJsonArray("checks").stream()
                    .map(JsonValue::asJsonObject).filter(check -> "DOWN".equals(check.getString("status", "")))
                    .map(WorkerHealth::name).collect(Collectors.joining(", ")));
        }
        return QueryReply.Text.DONE;
    }

    private static String name(JsonObject check) {
        return check.getString("name", "?");
    }
}

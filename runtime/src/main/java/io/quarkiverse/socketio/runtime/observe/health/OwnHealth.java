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
import io.quarkiverse.socketio.runtime.quarkus.WorkerDuties;
import io.quarkiverse.socketio.runtime.socketio.adapter.AdapterFactory;
import io.smallrye.health.SmallRyeHealth;
import io.smallrye.health.SmallRyeHealthReporter;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;

/**
 * The application's checks in this worker, for the primary: it hands a seat on only when the readiness checks are up, and shows
 * them all in the health of the cluster.
 * <p>
 * Thread: any; the checks run on a worker thread.
 */
@Singleton
public class OwnHealth implements WorkerDuties.Informant {
    private final SmallRyeHealthReporter reporter;
    private final AdapterFactory adapters;

    OwnHealth(SmallRyeHealthReporter reporter, AdapterFactory adapters) {
        this.reporter = reporter;
        this.adapters = adapters;
    }

    @Override
    public Set<Class<? extends Query<?>>> queries() {
        return Set.of(Query.Readiness.class, Query.Health.class);
    }

    @Override
    public CompletionStage<QueryReply> answer(Query<?> query) {
        Uni<QueryReply> reply = query instanceof Query.Health health ? run(health.checks()).map(this::report)
                : reporter.getReadinessAsync().map(OwnHealth::nothingUnlessDown);
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
        String prefix = "worker " + WorkerAgent.current().map(WorkerAgent::seat).orElse(0) + ": ";
        String checks = health.getPayload().getJsonArray("checks").stream().map(JsonValue::asJsonObject)
                .map(check -> Json.createObjectBuilder(check).add("name", prefix + name(check)).build().toString())
                .collect(Collectors.joining(","));
        return new QueryReply.Health(!health.isDown(), adapters.state(), checks);
    }

    private static QueryReply nothingUnlessDown(SmallRyeHealth health) {
        if (health.isDown()) {
            throw new IllegalStateException(health.getPayload().getJsonArray("checks").stream()
                    .map(JsonValue::asJsonObject).filter(check -> "DOWN".equals(check.getString("status", "")))
                    .map(OwnHealth::name).collect(Collectors.joining(", ")));
        }
        return QueryReply.Text.DONE;
    }

    private static String name(JsonObject check) {
        return check.getString("name", "?");
    }
}

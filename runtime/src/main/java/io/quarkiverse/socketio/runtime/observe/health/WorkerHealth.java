package io.quarkiverse.socketio.runtime.observe.health;

import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;

import jakarta.inject.Singleton;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;

import io.quarkiverse.socketio.runtime.cluster.link.LinkQuestions;
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
    public Set<String> questions() {
        return Set.of(LinkQuestions.READINESS, LinkQuestions.HEALTH);
    }

    @Override
    public CompletionStage<String> answer(String question) {
        Uni<String> answer = question.equals(LinkQuestions.READINESS)
                ? reporter.getReadinessAsync().map(WorkerHealth::requireUp)
                : checks(question.substring(LinkQuestions.HEALTH.length() + 1)).map(this::report);
        return answer.runSubscriptionOn(Infrastructure.getDefaultWorkerPool()).subscribeAsCompletionStage();
    }

    private Uni<SmallRyeHealth> checks(String kind) {
        return switch (kind) {
            case LinkQuestions.HEALTH_LIVE -> reporter.getLivenessAsync();
            case LinkQuestions.HEALTH_READY -> reporter.getReadinessAsync();
            case LinkQuestions.HEALTH_STARTED -> reporter.getStartupAsync();
            case LinkQuestions.HEALTH_WELL -> reporter.getWellnessAsync();
            case LinkQuestions.HEALTH_GROUPS -> reporter.getHealthGroupsAsync();
            case LinkQuestions.HEALTH_ALL -> reporter.getHealthAsync();
            default -> reporter.getHealthGroupAsync(kind.substring(LinkQuestions.HEALTH_GROUP.length() + 1));
        };
    }

    /** See {@link LinkQuestions#HEALTH}. */
    private String report(SmallRyeHealth health) {
        return health.getPayload().getJsonArray("checks").stream().map(JsonValue::asJsonObject)
                .map(check -> Json.createObjectBuilder(check).add("name", prefix + name(check)).build().toString())
                .collect(Collectors.joining(",", (health.isDown() ? "DOWN " : "UP ") + adapters.state() + "\n", ""));
    }

    /** Returns an empty answer, or fails with the names of the checks that are down. */
    private static String requireUp(SmallRyeHealth health) {
        if (health.isDown()) {
            throw new IllegalStateException(health.getPayload().getJsonArray("checks").stream()
                    .map(JsonValue::asJsonObject).filter(check -> "DOWN".equals(check.getString("status", "")))
                    .map(WorkerHealth::name).collect(Collectors.joining(", ")));
        }
        return "";
    }

    private static String name(JsonObject check) {
        return check.getString("name", "?");
    }
}

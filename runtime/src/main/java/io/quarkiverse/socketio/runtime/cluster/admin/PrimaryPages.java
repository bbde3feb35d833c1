package io.quarkiverse.socketio.runtime.cluster.admin;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;

import io.netty.handler.codec.http.QueryStringDecoder;
import io.quarkiverse.socketio.runtime.cluster.dispatch.LocalPages;
import io.quarkiverse.socketio.runtime.cluster.dispatch.PrimaryResponse;
import io.quarkiverse.socketio.runtime.cluster.link.HealthChecks;
import io.quarkiverse.socketio.runtime.cluster.link.Query;
import io.quarkiverse.socketio.runtime.cluster.link.QueryReply;
import io.quarkiverse.socketio.runtime.cluster.settings.HealthPaths;
import io.quarkiverse.socketio.runtime.cluster.settings.PrimaryPaths;
import io.quarkiverse.socketio.runtime.cluster.settings.PrimarySettings;
import io.quarkiverse.socketio.runtime.cluster.supervision.WorkerTable;

/**
 * The pages that the primary serves: health, metrics and state of the cluster, and its commands. Workers ask for them when a
 * client asks a worker, after all that Quarkus does for a request: who may see them is decided there. The primary itself tells
 * clients whether the cluster is up, while no worker can.
 * <p>
 * Thread: the primary's event loop.
 */
public final class PrimaryPages {
    private final HealthReport health;
    private final MetricsReport metrics;
    private final ClusterOperations operations;
    private final PrimarySettings.Pages settings;

    /** What is shown. */
    public record Subjects(WorkerTable workers, MetricsReport.SessionCounts sessions) {
    }

    public PrimaryPages(PrimarySettings.Pages settings, Subjects subjects, AdminCommands commands, ScatterGather workers,
            LongSupplier clock) {
        this.health = new HealthReport(subjects.workers(), workers, settings.minReady(), clock);
        this.metrics = new MetricsReport(subjects.workers(), subjects.sessions(), workers, clock);
        this.operations = new ClusterOperations(subjects.workers(), commands, settings.token());
        this.settings = settings;
    }

    /** For clients on the port that the application has as well. */
    public LocalPages shared() {
        return target -> briefHealth(settings.healthIsShared() ? settings.paths().health() : HealthPaths.NONE, target);
    }

    /** For clients on the management port. */
    public LocalPages management() {
        return target -> briefHealth(settings.healthIsShared() ? HealthPaths.NONE : settings.paths().health(), target);
    }

    /** Answers a worker that asks for a page. */
    public CompletionStage<QueryReply.Page> answer(Query.Page request) {
        return respond(request).thenApply(reply -> new QueryReply.Page(reply.code(), reply.contentType(), reply.body()));
    }

    private CompletionStage<PrimaryResponse> respond(Query.Page request) {
        PrimaryPaths paths = settings.paths();
        String path = new QueryStringDecoder(request.target()).rawPath();
        HealthChecks checks = paths.health().checksAt(path);
        if (ClusterOperations.has(path, paths.cluster())) {
            return CompletableFuture
                    .completedStage(operations.answer(request, paths.cluster(), settings.management() != null));
        } else if (checks != null) {
            return health.report(checks);
        } else if (!path.isEmpty() && path.equals(paths.metrics())) {
            return metrics.report();
        }
        return CompletableFuture.completedStage(PrimaryResponse.text("404 Not Found", "The primary knows no " + path + "."));
    }

    /** A worker came or went. */
    public void invalidateHealth() {
        health.invalidate();
    }

    /** A process has exited. */
    public void remove(int incarnation) {
        metrics.remove(incarnation);
    }

    private @Nullable CompletionStage<PrimaryResponse> briefHealth(HealthPaths paths, String target) {
        HealthChecks checks = paths.checksAt(new QueryStringDecoder(target).rawPath());
        return checks == null ? null : health.brief(checks);
    }
}

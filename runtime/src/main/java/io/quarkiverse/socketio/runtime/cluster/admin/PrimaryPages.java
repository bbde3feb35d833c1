package io.quarkiverse.socketio.runtime.cluster.admin;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;

import io.netty.handler.codec.http.QueryStringDecoder;
import io.quarkiverse.socketio.runtime.cluster.dispatch.FallbackPages;
import io.quarkiverse.socketio.runtime.cluster.dispatch.PrimaryResponse;
import io.quarkiverse.socketio.runtime.cluster.link.HealthChecks;
import io.quarkiverse.socketio.runtime.cluster.link.Query;
import io.quarkiverse.socketio.runtime.cluster.link.QueryReply;
import io.quarkiverse.socketio.runtime.cluster.settings.HealthPaths;
import io.quarkiverse.socketio.runtime.cluster.settings.PrimaryPaths;
import io.quarkiverse.socketio.runtime.cluster.settings.PrimarySettings;
import io.quarkiverse.socketio.runtime.cluster.supervision.WorkerTable;

/**
 * The HTTP pages of the primary: health, metrics and state of the cluster, and its commands. A client requests them from a
 * worker, which passes the request on to the primary after Quarkus' own checks, such as authorization. Only while no worker is
 * ready, the primary itself responds whether the cluster is up.
 * <p>
 * Thread: the primary's event loop.
 */
public final class PrimaryPages {
    private final HealthReport health;
    private final MetricsReport metrics;
    private final ClusterRequestHandler requestHandler;
    private final PrimarySettings.Pages settings;

    /** The sources of the pages. */
    public record Subjects(WorkerTable workers, ClusterStatus status, MetricsReport.SessionCounts sessions) {
    }

    public PrimaryPages(PrimarySettings.Pages settings, Subjects subjects, AdminCommands commands, ScatterGather workers,
            LongSupplier clock) {
        this.health = new HealthReport(subjects.workers(), workers, settings.minReady(), clock);
        this.metrics = new MetricsReport(subjects.workers(), subjects.sessions(), workers, clock);
        this.requestHandler = new ClusterRequestHandler(subjects.status(), commands);
        this.settings = settings;
        workers.loop().scheduleAtFixedRate(subjects.status()::sample, WorkerHistory.PERIOD_MILLIS, WorkerHistory.PERIOD_MILLIS,
                TimeUnit.MILLISECONDS);
    }

    /** Returns what clients of the port of the application get while no worker keeps up. */
    public FallbackPages onApplicationPort() {
        return target -> briefHealth(settings.healthOnApplicationPort() ? settings.paths().health() : HealthPaths.NONE, target);
    }

    /** Returns what clients of the management port get while no worker keeps up. */
    public FallbackPages onManagementPort() {
        return target -> briefHealth(settings.healthOnApplicationPort() ? HealthPaths.NONE : settings.paths().health(), target);
    }

    /** Responds to a request that a worker passes on. */
    public CompletionStage<QueryReply.Page> respond(Query.Page request) {
        return page(request).thenApply(reply -> new QueryReply.Page(reply.code(), reply.contentType(), reply.body()));
    }

    private CompletionStage<PrimaryResponse> page(Query.Page request) {
        PrimaryPaths paths = settings.paths();
        String path = new QueryStringDecoder(request.target()).rawPath();
        HealthChecks checks = paths.health().checksAt(path);
        if (ClusterRequestHandler.has(path, paths.cluster())) {
            return CompletableFuture
                    .completedStage(requestHandler.respond(request, paths.cluster()));
        } else if (checks != null) {
            return health.report(checks);
        } else if (!path.isEmpty() && path.equals(paths.metrics())) {
            return metrics.report();
        }
        return CompletableFuture.completedStage(PrimaryResponse.text("404 Not Found", "The primary has no page " + path + "."));
    }

    /** Discards cached health reports, as a worker has started or exited. */
    public void invalidateHealth() {
        health.invalidate();
    }

    /** Called when a process has exited. */
    public void remove(int incarnation) {
        metrics.remove(incarnation);
    }

    private @Nullable CompletionStage<PrimaryResponse> briefHealth(HealthPaths paths, String target) {
        HealthChecks checks = paths.checksAt(new QueryStringDecoder(target).rawPath());
        return checks == null ? null : health.brief(checks);
    }
}

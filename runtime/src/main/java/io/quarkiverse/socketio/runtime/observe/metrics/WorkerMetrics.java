package io.quarkiverse.socketio.runtime.observe.metrics;

import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import jakarta.inject.Singleton;

import io.micrometer.prometheus.PrometheusMeterRegistry;
import io.quarkiverse.socketio.runtime.cluster.link.Query;
import io.quarkiverse.socketio.runtime.cluster.link.QueryReply;
import io.quarkiverse.socketio.runtime.quarkus.cluster.ClusteredApplication;
import io.smallrye.mutiny.infrastructure.Infrastructure;

/**
 * Returns this worker's metrics to the primary, in the text format of Prometheus.
 * <p>
 * Thread: any; gauges are read on a worker thread.
 */
@Singleton
public record WorkerMetrics(PrometheusMeterRegistry registry) implements ClusteredApplication.QueryHandler {
    private static final String FORMAT = "text/plain; version=0.0.4; charset=utf-8";

    @Override
    public Set<Class<? extends Query<?>>> queries() {
        return Set.of(Query.Metrics.class);
    }

    @Override
    public CompletionStage<QueryReply.Text> reply(Query<?> query) {
        return CompletableFuture.supplyAsync(() -> new QueryReply.Text(registry.scrape(FORMAT)),
                Infrastructure.getDefaultWorkerPool());
    }
}

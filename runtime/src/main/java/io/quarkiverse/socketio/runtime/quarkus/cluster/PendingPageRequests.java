package io.quarkiverse.socketio.runtime.quarkus.cluster;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

import io.quarkiverse.socketio.runtime.cluster.link.Query;
import io.quarkiverse.socketio.runtime.cluster.link.QueryReply.Page;

/**
 * The requests of a worker for pages of the primary (health, metrics, state of the cluster) that are not answered yet. Any
 * client can cause requests, and a page can be long, so they are bounded to protect the link: concurrent GET requests for one
 * page share one answer, and at most {@value #MAX_PENDING} pages are requested at a time.
 * <p>
 * Thread: any.
 */
final class PendingPageRequests {
    static final int MAX_PENDING = 64;
    /** Longer than the primary waits for workers, shorter than the ten seconds that Prometheus waits. */
    private static final long TIMEOUT_MILLIS = 5000;
    private static final String READ = "GET"; // other methods are commands, each of which is sent

    private final Function<Query.Page, CompletionStage<Page>> primary;
    private final Map<Query.Page, CompletableFuture<Page>> pending = new ConcurrentHashMap<>();

    /** @param primary sends a query to the primary */
    PendingPageRequests(Function<Query.Page, CompletionStage<Page>> primary) {
        this.primary = primary;
    }

    /** Returns the page; fails if the primary does not answer in time, or too many pages are requested. */
    CompletableFuture<Page> get(Query.Page request) {
        if (!request.method().equals(READ)) {
            return send(request);
        }
        CompletableFuture<Page> shared = pending.get(request);
        if (shared != null) {
            return shared;
        }
        if (pending.size() >= MAX_PENDING) {
            return CompletableFuture.failedFuture(new IllegalStateException("too many requests to the primary are pending"));
        }
        CompletableFuture<Page> answer = send(request);
        pending.put(request, answer);
        answer.whenComplete((page, failure) -> pending.remove(request, answer));
        return answer;
    }

    private CompletableFuture<Page> send(Query.Page request) {
        return primary.apply(request).toCompletableFuture().copy().orTimeout(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
    }
}

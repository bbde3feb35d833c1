package io.quarkiverse.socketio.runtime.quarkus.cluster;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

import io.quarkiverse.socketio.runtime.cluster.link.PageQuestion;
import io.quarkiverse.socketio.runtime.cluster.link.PageQuestion.Page;

/**
 * Requests pages from the primary. Any client can cause requests, and a page can be long, so they are bounded to protect the
 * link: concurrent requests for one page share one answer, and at most {@value #MAX_PENDING} pages are requested at a time.
 * <p>
 * Thread: any.
 */
final class PendingPageRequests {
    static final int MAX_PENDING = 64;
    /** Longer than the primary waits for workers, shorter than the ten seconds that Prometheus waits. */
    private static final long TIMEOUT_MILLIS = 5000;
    private static final String READ = "GET";

    private final Function<String, CompletionStage<String>> primary;
    private final Map<String, CompletableFuture<Page>> pending = new ConcurrentHashMap<>();

    /** @param primary sends a question to the primary */
    PendingPageRequests(Function<String, CompletionStage<String>> primary) {
        this.primary = primary;
    }

    /** Returns the page; fails if the primary does not answer in time, or too many pages are requested. */
    CompletableFuture<Page> get(PageQuestion question) {
        String text = question.text();
        if (!question.method().equals(READ)) {
            return send(text);
        }
        CompletableFuture<Page> shared = pending.get(text);
        if (shared != null) {
            return shared;
        }
        if (pending.size() >= MAX_PENDING) {
            return CompletableFuture.failedFuture(new IllegalStateException("too many questions are open"));
        }
        CompletableFuture<Page> answer = send(text);
        pending.put(text, answer);
        answer.whenComplete((page, failure) -> pending.remove(text, answer));
        return answer;
    }

    private CompletableFuture<Page> send(String text) {
        return primary.apply(text).toCompletableFuture().copy().orTimeout(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS)
                .thenApply(Page::parse);
    }
}

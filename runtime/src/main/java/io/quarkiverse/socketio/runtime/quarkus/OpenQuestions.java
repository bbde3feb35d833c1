package io.quarkiverse.socketio.runtime.quarkus;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

import io.quarkiverse.socketio.runtime.cluster.link.Query;
import io.quarkiverse.socketio.runtime.cluster.link.QueryReply.Page;

/**
 * The pages that the primary is being asked for. Anybody may ask for them, as often as he likes, and an answer can be long: so
 * the same is asked once at a time, for all who want it, and only so much at once. Otherwise the answers could fill the link.
 * <p>
 * Thread: any.
 */
final class OpenQuestions {
    static final int MAX_OPEN = 64;
    /** More than the primary waits for the workers, and less than the ten seconds for which Prometheus waits. */
    private static final long LIMIT_MILLIS = 5000;
    private static final String READ = "GET";

    private final Function<Query.Page, CompletionStage<Page>> primary;
    private final Map<Query.Page, CompletableFuture<Page>> open = new ConcurrentHashMap<>();

    /** @param primary asks it */
    OpenQuestions(Function<Query.Page, CompletionStage<Page>> primary) {
        this.primary = primary;
    }

    /** Done with the answer; failed when there is none in time, or when too much is asked at once. */
    CompletableFuture<Page> ask(Query.Page question) {
        if (!question.method().equals(READ)) {
            return send(question);
        }
        CompletableFuture<Page> asked = open.get(question);
        if (asked != null) {
            return asked;
        }
        if (open.size() >= MAX_OPEN) {
            return CompletableFuture.failedFuture(new IllegalStateException("too many questions are open"));
        }
        CompletableFuture<Page> answer = send(question);
        open.put(question, answer);
        answer.whenComplete((page, failure) -> open.remove(question, answer));
        return answer;
    }

    private CompletableFuture<Page> send(Query.Page question) {
        return primary.apply(question).toCompletableFuture().copy().orTimeout(LIMIT_MILLIS, TimeUnit.MILLISECONDS);
    }
}

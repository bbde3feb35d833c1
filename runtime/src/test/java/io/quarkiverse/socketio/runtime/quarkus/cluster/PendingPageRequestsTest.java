package io.quarkiverse.socketio.runtime.quarkus.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;

import io.quarkiverse.socketio.runtime.cluster.link.Query;
import io.quarkiverse.socketio.runtime.cluster.link.QueryReply.Page;

class PendingPageRequestsTest {
    private static final Page PAGE = new Page(200, "text/plain", "all is well");

    private final List<Query.Page> asked = new ArrayList<>();
    private final List<CompletableFuture<Page>> answers = new ArrayList<>();
    private final PendingPageRequests questions = new PendingPageRequests(request -> {
        asked.add(request);
        answers.add(new CompletableFuture<>());
        return answers.get(answers.size() - 1);
    });

    @Test
    void concurrentRequestsOfAPageShareOneQuery() {
        List<CompletableFuture<Page>> waiting = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            waiting.add(questions.get(get("/q/metrics")));
        }
        assertThat(asked).hasSize(1);
        answers.get(0).complete(PAGE);
        assertThat(waiting).allMatch(page -> page.join().equals(PAGE));
        assertThat(questions.get(get("/q/metrics"))).as("an answer is not kept").isNotDone();
        assertThat(asked).hasSize(2);
    }

    @Test
    void concurrentQueriesAreLimited() {
        for (int i = 0; i < PendingPageRequests.MAX_PENDING; i++) {
            assertThat(questions.get(get("/q/health/group/g" + i))).isNotDone();
        }
        assertThat(questions.get(get("/q/health/group/more"))).isCompletedExceptionally();
        assertThat(questions.get(get("/q/health/group/g0"))).isNotDone();
        assertThat(asked).hasSize(PendingPageRequests.MAX_PENDING);
        answers.get(7).completeExceptionally(new IllegalStateException("no"));
        assertThat(questions.get(get("/q/health/group/more"))).isNotDone();
    }

    @Test
    void commandsAreNeverShared() {
        Query.Page order = new Query.Page("POST", "/q/socketio/cluster/restart", "Bearer x");
        questions.get(order);
        questions.get(order);
        assertThat(asked).hasSize(2);
    }

    private static Query.Page get(String target) {
        return new Query.Page("GET", target, "");
    }
}

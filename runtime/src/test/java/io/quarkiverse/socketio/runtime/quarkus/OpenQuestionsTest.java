package io.quarkiverse.socketio.runtime.quarkus;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;

import io.quarkiverse.socketio.runtime.cluster.link.Query;
import io.quarkiverse.socketio.runtime.cluster.link.QueryReply.Page;

class OpenQuestionsTest {
    private static final Page PAGE = new Page(200, "text/plain", "all is well");

    private final List<Query.Page> asked = new ArrayList<>();
    private final List<CompletableFuture<Page>> answers = new ArrayList<>();
    private final OpenQuestions questions = new OpenQuestions(question -> {
        asked.add(question);
        answers.add(new CompletableFuture<>());
        return answers.get(answers.size() - 1);
    });

    @Test
    void whatIsBeingAskedIsAskedOnceForAllWhoWantIt() {
        List<CompletableFuture<Page>> waiting = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            waiting.add(questions.ask(get("/q/metrics")));
        }
        assertThat(asked).hasSize(1);
        answers.get(0).complete(PAGE);
        assertThat(waiting).allMatch(page -> page.join().equals(PAGE));
        assertThat(questions.ask(get("/q/metrics"))).as("an answer is not kept").isNotDone();
        assertThat(asked).hasSize(2);
    }

    @Test
    void soMuchIsAskedAtOnceAndNoMore() {
        for (int i = 0; i < OpenQuestions.MAX_OPEN; i++) {
            assertThat(questions.ask(get("/q/health/group/g" + i))).isNotDone();
        }
        assertThat(questions.ask(get("/q/health/group/more"))).isCompletedExceptionally();
        assertThat(questions.ask(get("/q/health/group/g0"))).isNotDone();
        assertThat(asked).hasSize(OpenQuestions.MAX_OPEN);
        answers.get(7).completeExceptionally(new IllegalStateException("no"));
        assertThat(questions.ask(get("/q/health/group/more"))).isNotDone();
    }

    @Test
    void anOrderIsOneEachTime() {
        Query.Page order = new Query.Page("POST", "/q/socketio/cluster/restart", "Bearer x");
        questions.ask(order);
        questions.ask(order);
        assertThat(asked).hasSize(2);
    }

    private static Query.Page get(String target) {
        return new Query.Page("GET", target, "");
    }
}

package io.quarkiverse.socketio.runtime.socketio.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;

import io.quarkiverse.socketio.runtime.memory.MemoryBudget;
import io.quarkiverse.socketio.runtime.socketio.rooms.HeldAnswers;
import io.quarkiverse.socketio.runtime.time.ManualScheduler;
import io.smallrye.mutiny.Uni;

class ResponseCollectorTest {
    private static final Duration LIMIT = Duration.ofHours(1);

    private final ManualScheduler scheduler = new ManualScheduler();
    private final List<Responses<String>> results = new ArrayList<>();
    private final List<Throwable> failures = new ArrayList<>();
    private final MemoryBudget budget = new MemoryBudget(100_000, () -> 0);
    private final List<Runnable> tasks = new ArrayList<>();
    private final List<String> ended = new ArrayList<>();

    private ResponseCollector<String> to(String... servers) {
        List<ResponseCollector<String>> made = new ArrayList<>();
        Uni.createFrom().<Responses<String>> emitter(emitter -> made.add(new ResponseCollector<>(Set.of(servers), emitter)))
                .subscribe().with(results::add, failures::add);
        made.get(0).start(scheduler, LIMIT);
        return made.get(0);
    }

    private void endedWith(List<String> answers, String... missing) {
        assertThat(results).containsExactly(new Responses<>(answers, Set.of(missing)));
        assertThat(scheduler.size()).isZero();
    }

    @Test
    void itCompletesAtOnceWithoutServers() {
        to();
        endedWith(List.of());
    }

    @Test
    void itCompletesWhenEveryServerHasSentTheAnnouncedResponses() {
        ResponseCollector<String> collector = to("1", "2");
        collector.expect("1", 2);
        collector.addResponse("1", "a");
        collector.expect("2", 0);
        assertThat(results).isEmpty();
        collector.addResponse("1", "b");
        endedWith(List.of("a", "b"));
    }

    @Test
    void responsesMayArriveBeforeTheirCount() {
        ResponseCollector<String> collector = to("1");
        collector.addResponse("1", "a");
        collector.addResponse("1", "b");
        assertThat(results).isEmpty();
        collector.expect("1", 2);
        endedWith(List.of("a", "b"));
    }

    @Test
    void aDeclinedResponseIsNotAwaited() {
        ResponseCollector<String> collector = to("1");
        collector.expect("1", 2);
        collector.withdraw("1");
        collector.addResponse("1", "a");
        endedWith(List.of("a"));
    }

    @Test
    void aStoppedServerEndsTheWaitAndItsResponsesCount() {
        ResponseCollector<String> collector = to("1", "2");
        collector.expect("1", 1);
        collector.expect("2", 2);
        collector.addResponse("2", "a");
        collector.addResponse("1", "b");
        collector.retainServers(Set.of("1"));
        endedWith(List.of("a", "b"));
    }

    @Test
    void responsesInPartsEndWithTheLastPart() {
        ResponseCollector<String> collector = to("1");
        collector.addResponses("1", List.of("a", "b"), true);
        collector.addResponses("1", List.of(), true);
        assertThat(results).isEmpty();
        collector.addResponses("1", List.of("c"), false);
        endedWith(List.of("a", "b", "c"));
    }

    @Test
    void unexpectedResponsesAreIgnored() {
        ResponseCollector<String> collector = to("1", "2");
        collector.expect("stranger", 1);
        collector.addResponse("stranger", "x");
        collector.addResponses("stranger", List.of("x"), false);
        collector.addResponses("1", List.of("a"), false);
        collector.addResponses("1", List.of("again"), false);
        collector.addResponse("1", "and again");
        assertThat(results).isEmpty();
        collector.addResponses("2", List.of(), false);
        endedWith(List.of("a"));
    }

    @Test
    void theMissingServersAreNamedAfterTheTimeout() {
        ResponseCollector<String> collector = to("1", "2", "3");
        collector.addResponses("1", List.of("a"), false);
        collector.expect("2", 2);
        collector.addResponse("2", "b");
        scheduler.advance(LIMIT);
        endedWith(List.of("a", "b"), "2", "3");
        collector.addResponse("2", "too late");
        collector.complete();
        assertThat(results).hasSize(1);
    }

    @Test
    void itDoesNotWaitForServersThatAreNotReached() {
        ResponseCollector<String> collector = to("1");
        collector.expectUnlisted(CompletableFuture.<Integer> failedFuture(new IllegalStateException("Redis is not connected"))
                .thenApply(count -> count - 1));
        assertThat(results).isEmpty();
        collector.addResponses("1", List.of("a"), false);
        assertThat(results).singleElement().satisfies(result -> {
            assertThat(result.received()).containsExactly("a");
            assertThat(result.missing()).containsExactly("servers of other hosts");
            assertThat(result.reason(LIMIT)).isEqualTo(", as those of other hosts are not reached (Redis is not connected)");
        });
    }

    @Test
    void theTimeoutIsTheReasonIfAServerWasWaitedFor() {
        ResponseCollector<String> collector = to("1");
        collector.expectUnlisted(CompletableFuture.failedFuture(new IllegalStateException()));
        scheduler.advance(LIMIT);
        endedWith(List.of(), "1", "servers of other hosts");
        assertThat(results.get(0).reason(LIMIT)).isEqualTo(" within 3600000 ms");
    }

    private HeldAnswers sender(String name) {
        return new HeldAnswers(budget::open, tasks::add, () -> tasks.add(() -> ended.add(name)));
    }

    private void runTasks() {
        while (!tasks.isEmpty()) {
            tasks.remove(0).run();
        }
    }

    @Test
    void responsesAreHeldForTheirSendersUntilAllHaveResponded() {
        ResponseCollector<String> collector = to("1", "2");
        HeldAnswers small = sender("small");
        HeldAnswers large = sender("large");
        collector.hold(small, 10_000);
        collector.addResponse("1", "a");
        collector.hold(large, 20_000);
        collector.addResponse("1", "b");
        assertThat(budget.held()).isBetween(30_000L, 31_000L);
        collector.expect("1", 2);
        collector.expect("2", 0);
        endedWith(List.of("a", "b"));
        assertThat(budget.held()).isZero();
    }

    @Test
    void allQuestionsOfTheLargestSenderFailIfTooMuchIsHeld() {
        HeldAnswers small = sender("small");
        HeldAnswers large = sender("large");
        ResponseCollector<String> first = to("1");
        ResponseCollector<String> second = to("1");
        ResponseCollector<String> other = to("1");
        first.hold(large, 40_000);
        first.addResponse("1", "a");
        other.hold(small, 20_000);
        other.addResponse("1", "b");
        second.hold(large, 50_000);
        second.addResponse("1", "c");
        runTasks();
        assertThat(ended).containsExactly("large");
        assertThat(failures).hasSize(2).allSatisfy(
                failure -> assertThat(failure).hasMessageContaining("quarkus.socketio.limits.total-buffered-bytes"));
        assertThat(budget.held()).isBetween(20_000L, 21_000L);
        other.expect("1", 1);
        endedWith(List.of("b"));
        assertThat(budget.held()).isZero();
    }

    @Test
    void aSenderThatHasGoneIsForgottenWithItsLastAnswer() {
        ResponseCollector<String> collector = to("1");
        HeldAnswers gone = sender("gone");
        collector.hold(gone, 50_000);
        gone.close();
        assertThat(budget.held()).isBetween(50_000L, 51_000L);
        collector.hold(sender("present"), 90_000);
        runTasks();
        assertThat(failures).hasSize(1);
        assertThat(budget.held()).isZero();
    }

    @Test
    void completionListenersRunOnceAlsoIfAddedLater() {
        List<String> followed = new ArrayList<>();
        ResponseCollector<String> collector = to("1");
        collector.onComplete(() -> followed.add("before, results " + results.size()));
        collector.complete();
        collector.onComplete(() -> followed.add("after"));
        assertThat(followed).containsExactly("before, results 0", "after");
    }
}

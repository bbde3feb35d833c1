package io.quarkiverse.socketio.runtime.socketio.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;

import io.quarkiverse.socketio.runtime.time.ManualScheduler;

class ResponseCollectorTest {
    private static final Duration LIMIT = Duration.ofHours(1);

    private final ManualScheduler scheduler = new ManualScheduler();
    private final List<Responses<String>> results = new ArrayList<>();

    private ResponseCollector<String> to(String... servers) {
        ResponseCollector<String> collector = new ResponseCollector<>(Set.of(servers), results::add);
        collector.start(scheduler, LIMIT);
        return collector;
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

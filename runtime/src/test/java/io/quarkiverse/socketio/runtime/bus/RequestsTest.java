package io.quarkiverse.socketio.runtime.bus;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledThreadPoolExecutor;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RequestsTest {
    private static final Duration LONG = Duration.ofHours(1);

    private final ScheduledThreadPoolExecutor timer = (ScheduledThreadPoolExecutor) Executors.newScheduledThreadPool(1);
    private final Requests<String> requests = new Requests<>(timer);
    private final List<Long> asked = new ArrayList<>();
    private final List<List<String>> results = new ArrayList<>();

    @AfterEach
    void stop() {
        timer.shutdownNow();
    }

    private long ask(Set<String> servers) {
        requests.ask(servers, List.of("own"), LONG, asked::add, results::add);
        return asked.isEmpty() ? -1 : asked.get(asked.size() - 1);
    }

    @Test
    void withoutOtherServersNobodyIsAskedAndTheAnswerIsOurOwn() {
        ask(Set.of());
        assertThat(asked).isEmpty();
        assertThat(results).containsExactly(List.of("own"));
    }

    @Test
    void allAnswersTogetherEndTheQuestion() {
        long id = ask(Set.of("1", "2"));
        requests.onAnswer("1", id, List.of("a"));
        assertThat(results).isEmpty();
        requests.onAnswer("2", id, List.of("b", "c"));
        assertThat(results).containsExactly(List.of("own", "a", "b", "c"));
    }

    @Test
    void aServerThatIsGoneIsNotWaitedFor() {
        long id = ask(Set.of("1", "2"));
        requests.onAnswer("1", id, List.of("a"));
        requests.onPeers(Set.of("1"));
        assertThat(results).containsExactly(List.of("own", "a"));
    }

    @Test
    void answersThatNobodyAskedForAreIgnored() {
        long id = ask(Set.of("1"));
        requests.onAnswer("stranger", id, List.of("x"));
        requests.onAnswer("1", id + 1, List.of("x"));
        assertThat(results).isEmpty();
        requests.onAnswer("1", id, List.of("a"));
        requests.onAnswer("1", id, List.of("again"));
        assertThat(results).containsExactly(List.of("own", "a"));
    }

    @Test
    void anAnswerSentTwiceCountsOnce() {
        long id = ask(Set.of("1", "2"));
        requests.onAnswer("1", id, List.of("a"));
        requests.onAnswer("1", id, List.of("a"));
        requests.onAnswer("2", id, List.of("b"));
        assertThat(results).containsExactly(List.of("own", "a", "b"));
    }

    @Test
    void whenTheTimeIsOverTheAnswersThatCameAreGiven() {
        long id = ask(Set.of("1", "2"));
        requests.onAnswer("1", id, List.of("a"));
        // the timer's own task, run by hand instead of in an hour
        timer.getQueue().element().run();
        assertThat(results).containsExactly(List.of("own", "a"));
        requests.onAnswer("2", id, List.of("too late"));
        assertThat(results).hasSize(1);
    }
}

package io.quarkiverse.socketio.runtime.socketio.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;

import io.quarkiverse.socketio.runtime.time.ManualScheduler;

class ResponseCollectorTest {
    private static final Duration LIMIT = Duration.ofHours(1);

    private final ManualScheduler alarm = new ManualScheduler();
    private final List<Responses<String>> results = new ArrayList<>();

    private ResponseCollector<String> to(String... servers) {
        ResponseCollector<String> inquiry = new ResponseCollector<>(Set.of(servers), results::add);
        inquiry.start(alarm, LIMIT);
        return inquiry;
    }

    private void endedWith(List<String> answers, String... missing) {
        assertThat(results).containsExactly(new Responses<>(answers, Set.of(missing)));
        assertThat(alarm.size()).isZero();
    }

    @Test
    void whereNobodyIsAskedItEndsAtOnce() {
        to();
        endedWith(List.of());
    }

    @Test
    void itEndsWhenEveryServerGaveAsManyAnswersAsItTold() {
        ResponseCollector<String> inquiry = to("1", "2");
        inquiry.expect("1", 2);
        inquiry.answer("1", "a");
        inquiry.expect("2", 0);
        assertThat(results).isEmpty();
        inquiry.answer("1", "b");
        endedWith(List.of("a", "b"));
    }

    @Test
    void answersMayBeFasterThanTheirCount() {
        ResponseCollector<String> inquiry = to("1");
        inquiry.answer("1", "a");
        inquiry.answer("1", "b");
        assertThat(results).isEmpty();
        inquiry.expect("1", 2);
        endedWith(List.of("a", "b"));
    }

    @Test
    void anAnswerThatWillNotComeIsNotWaitedFor() {
        ResponseCollector<String> inquiry = to("1");
        inquiry.expect("1", 2);
        inquiry.withdraw("1");
        inquiry.answer("1", "a");
        endedWith(List.of("a"));
    }

    @Test
    void aServerThatIsGoneIsNotWaitedForAndWhatItAnsweredCounts() {
        ResponseCollector<String> inquiry = to("1", "2");
        inquiry.expect("1", 1);
        inquiry.expect("2", 2);
        inquiry.answer("2", "a");
        inquiry.answer("1", "b");
        inquiry.onlyFrom(Set.of("1"));
        endedWith(List.of("a", "b"));
    }

    @Test
    void answersInPartsEndWithTheLastPart() {
        ResponseCollector<String> inquiry = to("1");
        inquiry.answers("1", List.of("a", "b"), true);
        inquiry.answers("1", List.of(), true);
        assertThat(results).isEmpty();
        inquiry.answers("1", List.of("c"), false);
        endedWith(List.of("a", "b", "c"));
    }

    @Test
    void answersThatNobodyAskedForAreIgnored() {
        ResponseCollector<String> inquiry = to("1", "2");
        inquiry.expect("stranger", 1);
        inquiry.answer("stranger", "x");
        inquiry.answers("stranger", List.of("x"), false);
        inquiry.answers("1", List.of("a"), false);
        inquiry.answers("1", List.of("again"), false);
        inquiry.answer("1", "and again");
        assertThat(results).isEmpty();
        inquiry.answers("2", List.of(), false);
        endedWith(List.of("a"));
    }

    @Test
    void whenTheTimeIsOverItSaysWhoIsMissing() {
        ResponseCollector<String> inquiry = to("1", "2", "3");
        inquiry.answers("1", List.of("a"), false);
        inquiry.expect("2", 2);
        inquiry.answer("2", "b");
        alarm.advance(LIMIT);
        endedWith(List.of("a", "b"), "2", "3");
        inquiry.answer("2", "too late");
        inquiry.end();
        assertThat(results).hasSize(1);
    }

    @Test
    void whatFollowsTheEndHappensOnceAndAlsoAfterIt() {
        List<String> followed = new ArrayList<>();
        ResponseCollector<String> inquiry = to("1");
        inquiry.onEnd(() -> followed.add("before, results " + results.size()));
        inquiry.end();
        inquiry.onEnd(() -> followed.add("after"));
        assertThat(followed).containsExactly("before, results 0", "after");
    }
}

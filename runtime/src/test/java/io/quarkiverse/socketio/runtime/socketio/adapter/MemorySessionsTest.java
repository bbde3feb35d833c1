package io.quarkiverse.socketio.runtime.socketio.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;

import org.junit.jupiter.api.Test;

import io.quarkiverse.socketio.runtime.memory.MemoryBudget;
import io.quarkiverse.socketio.runtime.socketio.packet.EncodedPacket;

class MemorySessionsTest {
    private final ManualAlarm alarm = new ManualAlarm();
    private final MemoryBudget budget = new MemoryBudget(1_000_000, () -> 0);
    private Duration now = Duration.ofDays(1);
    private MemorySessions sessions = sessions(10, 10_000, 2);

    private MemorySessions sessions(int packets, long bytes, int sessions) {
        return new MemorySessions(new MemorySessions.Limits(Duration.ofMinutes(2), packets, bytes, sessions), new FakeEvents(),
                alarm, () -> now.toNanos(), budget);
    }

    private void pass(long seconds) {
        now = now.plusSeconds(seconds);
        alarm.advance(Duration.ofSeconds(seconds));
    }

    private String append(String event, int attachment) {
        String text = new String(sessions.append(new EncodedPacket(("2[\"" + event + "\"]").getBytes(StandardCharsets.UTF_8),
                List.of(new byte[attachment])), Selection.ALL, Origin.LOCAL).text(), StandardCharsets.UTF_8);
        assertThat(text).startsWith("2[\"" + event + "\",\"").endsWith("\"]");
        return text.substring(text.lastIndexOf(',') + 2, text.length() - 2);
    }

    private void persist(String pid) {
        sessions.persist(new StoredSession("id of " + pid, pid, Set.of("id of " + pid), Map.of(), 0, null));
    }

    @Test
    void a_session_can_be_taken_once() {
        String offset = append("a", 0);
        persist("p");
        StoredSession taken = sessions.restore("p", offset);
        assertThat(taken).isNotNull();
        assertThat(taken.id()).isEqualTo("id of p");
        assertThat(sessions.restore("p", offset)).isNull();
    }

    @Test
    void it_ends_with_its_time_even_if_no_alarm_rang() {
        persist("p");
        now = now.plusMinutes(1);
        String offset = append("a", 0);
        now = now.plusSeconds(60);
        assertThat(sessions.restore("p", offset)).isNull();
    }

    @Test
    void those_gone_longest_are_dropped_beyond_the_limit() {
        String offset = append("a", 0);
        persist("p1");
        persist("p2");
        persist("p3");
        assertThat(sessions.restore("p1", offset)).isNull();
        assertThat(sessions.restore("p2", offset)).isNotNull();
        assertThat(sessions.restore("p3", offset)).isNotNull();
    }

    @Test
    void the_oldest_packets_are_dropped_beyond_their_number() {
        String first = append("first", 0);
        String second = append("second", 0);
        for (int i = 0; i < 10; i++) {
            append("more", 0);
        }
        assertThat(sessions.missed(first, "id", Set.of())).isNull();
        assertThat(sessions.missed(second, "id", Set.of())).hasSize(10);
    }

    @Test
    void the_oldest_packets_are_dropped_beyond_their_bytes_attachments_included() {
        String first = append("first", 0);
        String second = append("second", 6_000);
        assertThat(sessions.missed(first, "id", Set.of())).hasSize(1);
        String third = append("third", 6_000);
        assertThat(sessions.missed(first, "id", Set.of())).isNull();
        assertThat(sessions.missed(second, "id", Set.of())).hasSize(1);
        String fourth = append("too large for ever", 20_000);
        assertThat(sessions.missed(third, "id", Set.of())).isNull();
        assertThat(sessions.missed(fourth, "id", Set.of())).isEmpty();
        assertThat(sessions.sizes()).containsExactly(0, 0);
    }

    @Test
    void packets_end_with_their_time_while_others_come() {
        append("old", 0);
        now = now.plusSeconds(119);
        append("young", 0);
        now = now.plusSeconds(1);
        append("new", 0);
        assertThat(sessions.sizes()).containsExactly(2, 0);
    }

    @Test
    void an_alarm_is_set_only_while_something_is_kept() {
        assertThat(alarm.size()).isZero();
        append("a", 0);
        persist("p");
        assertThat(alarm.size()).isEqualTo(1);
        pass(60);
        append("b", 0);
        pass(60);
        assertThat(sessions.sizes()).containsExactly(1, 0);
        assertThat(alarm.size()).isEqualTo(1);
        pass(120);
        assertThat(sessions.sizes()).containsExactly(0, 0);
        assertThat(alarm.size()).isZero();
    }

    @Test
    void after_its_end_it_keeps_nothing_and_sets_no_alarm() {
        append("a", 0);
        persist("p");
        sessions.close();
        String offset = append("b", 0);
        persist("p");
        assertThat(alarm.size()).isZero();
        assertThat(sessions.restore("p", offset)).isNull();
        assertThat(sessions.sizes()).containsExactly(0, 0);
    }

    @Test
    void it_ends_with_the_threads_of_its_alarm() {
        sessions = new MemorySessions(new MemorySessions.Limits(Duration.ofMinutes(2), 1, 1_000, 1), new FakeEvents(),
                (delay, task) -> {
                    throw new RejectedExecutionException("stopped");
                }, () -> now.toNanos(), budget);
        append("a", 0);
        persist("p");
        assertThat(sessions.sizes()).containsExactly(0, 0);
    }

    @Test
    void offsets_of_another_store_are_unknown() {
        append("a", 0);
        String offset = append("b", 0);
        sessions = sessions(10, 10_000, 2);
        append("a", 0);
        assertThat(sessions.missed(offset, "id", Set.of())).isNull();
    }

    @Test
    void what_is_kept_counts_against_the_budget() {
        append("a", 9_000);
        assertThat(budget.held()).isBetween(9_000L, 10_000L);
        persist("p");
        pass(121);
        assertThat(budget.held()).isZero();
    }

    @Test
    void when_the_budget_is_spent_the_older_half_goes() {
        sessions = sessions(1_000, 10_000_000, 1_000);
        persist("old");
        List<String> offsets = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            now = now.plusSeconds(1);
            offsets.add(append("e" + i, 100_000));
        }
        now = now.plusSeconds(1);
        persist("young");
        MemoryBudget.Account client = budget.open(() -> {
        });
        client.add(90_000);
        client.add(90_000);
        pass(0);
        assertThat(sessions.holds("old")).isFalse();
        assertThat(sessions.holds("young")).isTrue();
        assertThat(sessions.missed(offsets.get(3), "nobody", Set.of())).isNull();
        assertThat(sessions.missed(offsets.get(4), "nobody", Set.of())).hasSize(4);
        assertThat(budget.held()).isBetween(500_000L, 700_000L);
        assertThat(budget.isExhausted()).isFalse();
        client.add(90_000);
        for (int i = 0; i < 4; i++) {
            append("f" + i, 100_000);
        }
        pass(0);
        assertThat(budget.held()).as("cut again").isLessThan(700_000);
    }

    @Test
    void those_selected_are_forgotten() {
        String offset = append("a", 0);
        persist("p1");
        persist("p2");
        sessions.forget(new Selection(Set.of("id of p1"), Set.of(), Flags.DEFAULT));
        assertThat(sessions.restore("p1", offset)).isNull();
        assertThat(sessions.restore("p2", offset)).isNotNull();
    }
}

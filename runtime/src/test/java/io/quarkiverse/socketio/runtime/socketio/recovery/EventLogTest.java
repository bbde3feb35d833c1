package io.quarkiverse.socketio.runtime.socketio.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkiverse.socketio.runtime.memory.MemoryBudget;
import io.quarkiverse.socketio.runtime.socketio.packet.EncodedPacket;
import io.quarkiverse.socketio.runtime.socketio.rooms.BroadcastFlags;
import io.quarkiverse.socketio.runtime.socketio.rooms.BroadcastOptions;
import io.quarkiverse.socketio.runtime.time.ManualScheduler;
import io.quarkiverse.socketio.runtime.time.Scheduler;

class EventLogTest {
    private final ManualScheduler scheduler = new ManualScheduler();
    private final MemoryBudget budget = new MemoryBudget(1_000_000, () -> 0);
    private Duration now = Duration.ofDays(1);
    private EventLogs logs = logs(10, 10_000, scheduler);
    private EventLog log = logs.of("/");
    /** Direct events that their sockets must not hold any longer. */
    private final List<EventLog.Entry> dropped = new ArrayList<>();

    private EventLogs logs(int packets, long bytes, Scheduler timer) {
        return new EventLogs(new EventLogs.Limits(Duration.ofMinutes(2), packets, bytes, 2), timer, () -> now.toNanos(),
                budget);
    }

    private void restart(EventLogs with) {
        logs.close();
        logs = with;
        log = logs.of("/");
    }

    private void pass(long seconds) {
        now = now.plusSeconds(seconds);
        scheduler.advance(Duration.ofSeconds(seconds));
    }

    private static EncodedPacket event(int attachment) {
        return new EncodedPacket("2[\"event\"]".getBytes(StandardCharsets.UTF_8), List.of(new byte[attachment]));
    }

    /** Appends an event; returns its place. */
    private long append(int attachment) {
        long place = logs.next();
        log.append(place, event(attachment), BroadcastOptions.ALL);
        return place;
    }

    /** Returns the places after that one. */
    private List<Long> after(long place) {
        List<EventLog.Entry> after = log.after(place, "id", Set.of());
        return after == null ? List.of(-1L) : after.stream().map(EventLog.Entry::place).toList();
    }

    @Test
    void theOldestEventsAreDroppedBeyondTheirNumber() {
        long first = append(0);
        long second = append(0);
        for (int i = 0; i < 10; i++) {
            append(0);
        }
        assertThat(after(first)).containsExactly(-1L);
        assertThat(after(second)).hasSize(10);
    }

    @Test
    void theOldestEventsAreDroppedBeyondTheirBytesAttachmentsIncluded() {
        long first = append(0);
        long second = append(6_000);
        assertThat(after(first)).containsExactly(second);
        long third = append(6_000);
        assertThat(after(first)).containsExactly(-1L);
        assertThat(after(second)).containsExactly(third);
        long tooLarge = append(20_000);
        assertThat(after(third)).containsExactly(-1L);
        assertThat(after(tooLarge)).isEmpty();
        assertThat(log.size()).isZero();
    }

    @Test
    void eventsExpireWhileOthersArrive() {
        append(0);
        now = now.plusSeconds(119);
        append(0);
        now = now.plusSeconds(1);
        append(0);
        assertThat(log.size()).isEqualTo(2);
    }

    @Test
    void aTimerRunsOnlyWhileEventsAreKept() {
        assertThat(scheduler.size()).isZero();
        append(0);
        assertThat(scheduler.size()).isEqualTo(1);
        pass(60);
        append(0);
        pass(60);
        assertThat(log.size()).isEqualTo(1);
        assertThat(scheduler.size()).isEqualTo(1);
        pass(120);
        assertThat(log.size()).isZero();
        assertThat(scheduler.size()).isZero();
    }

    @Test
    void afterCloseNothingIsKeptAndNoTimerRuns() {
        long before = append(0);
        logs.close();
        long after = append(0);
        assertThat(scheduler.size()).isZero();
        assertThat(log.size()).isZero();
        assertThat(after(before)).containsExactly(-1L);
        assertThat(after(after)).isEmpty();
        assertThat(log.appendDirect(after, 0, event(0), BroadcastOptions.ALL, dropped::add)).isNull();
    }

    @Test
    void nothingIsKeptWhenTheSchedulerRejectsTasks() {
        restart(logs(10, 10_000, (delay, task) -> {
            throw new RejectedExecutionException("stopped");
        }));
        append(0);
        assertThat(log.size()).isZero();
    }

    @Test
    void keptEventsCountAgainstTheBudget() {
        append(9_000);
        assertThat(budget.held()).isBetween(9_000L, 10_000L);
        pass(121);
        assertThat(budget.held()).isZero();
    }

    @Test
    void theOlderHalfIsDroppedWhenTheBudgetIsExhausted() {
        restart(logs(1_000, 10_000_000, scheduler));
        List<Long> places = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            places.add(append(100_000));
        }
        MemoryBudget.Account client = budget.open(() -> {
        });
        client.add(90_000);
        client.add(90_000);
        pass(0);
        assertThat(after(places.get(3))).containsExactly(-1L);
        assertThat(after(places.get(4))).hasSize(4);
        assertThat(budget.held()).isBetween(500_000L, 700_000L);
        assertThat(budget.isExhausted()).isFalse();
        client.add(90_000);
        for (int i = 0; i < 4; i++) {
            append(100_000);
        }
        pass(0);
        assertThat(budget.held()).as("cut again").isLessThan(700_000);
    }

    @Test
    void aSocketDisconnectedAfterAPositionCannotRecoverFromIt() {
        long first = append(0);
        log.append(logs.next(), null, new BroadcastOptions(Set.of("banned"), Set.of(), BroadcastFlags.DEFAULT));
        assertThat(log.after(first, "id", Set.of("id"))).isEmpty();
        assertThat(log.after(first, "id", Set.of("id", "banned"))).isNull();
        assertThat(log.after(logs.position(), "id", Set.of("id", "banned"))).isEmpty();
    }

    @Test
    void directEventsReachOneSocketAndLeaveNoGap() {
        long first = append(0);
        EventLog.Entry direct = log.appendDirect(first, 0, event(0), BroadcastOptions.ofSocket("id", BroadcastFlags.DEFAULT),
                dropped::add);
        assertThat(after(first)).isEmpty();
        assertThat(log.holds(direct)).isTrue();
        assertThat(dropped).isEmpty();
        for (int i = 0; i < 9; i++) {
            append(0);
        }
        assertThat(after(first)).hasSize(9);
        append(0);
        assertThat(log.holds(direct)).isFalse();
        assertThat(dropped).containsExactly(direct);
        assertThat(after(first)).hasSize(10);
    }

    @Test
    void missingEventsAreReported() {
        logs.start("epoch", 5);
        log.append(6, event(0), BroadcastOptions.ALL);
        log.append(7, event(0), BroadcastOptions.ALL);
        assertThat(after(4)).containsExactly(-1L);
        assertThat(after(5)).containsExactly(6L, 7L);
        log.append(9, event(0), BroadcastOptions.ALL);
        assertThat(after(7)).containsExactly(-1L);
        assertThat(after(8)).containsExactly(9L);
        assertThat(after(10)).as("no such position yet").containsExactly(-1L);
    }

    @Test
    void eventsOfAnotherServerArePrepended() {
        logs.start("epoch", 5);
        log.append(6, event(0), BroadcastOptions.ALL);
        log.prepend(List.of(logs.entry(3, event(0), BroadcastOptions.ALL), logs.entry(5, event(0), BroadcastOptions.ALL)), 2);
        assertThat(after(5)).containsExactly(6L);
        assertThat(after(4)).as("not all namespaces are there yet").containsExactly(-1L);
        logs.complete(1);
        assertThat(after(2)).containsExactly(3L, 5L, 6L);
        assertThat(after(1)).containsExactly(-1L);
        assertThat(logs.of("/other").after(1, "id", Set.of())).isEmpty();
        assertThat(logs.of("/other").after(0, "id", Set.of())).isNull();
    }

    @Test
    void anUnusedEmptyLogIsRemovedAndItsFloorIsRemembered() {
        EventLog unused = logs.of("/unused");
        unused.append(logs.next(), event(0), BroadcastOptions.ALL);
        logs.open("/");
        append(0);
        pass(120);
        assertThat(logs.of("/")).isSameAs(log);
        assertThat(logs.of("/unused")).isNotSameAs(unused);
        assertThat(logs.of("/unused").after(0, "id", Set.of())).isNull();
        assertThat(logs.of("/unused").after(1, "id", Set.of())).isEmpty();
    }

    @Test
    void aLogThatNeverHadAnEventIsRemovedWhenItIsReleased() {
        EventLog released = logs.open("/released");
        assertThat(logs.open("/released")).isSameAs(released);
        released.release();
        assertThat(logs.of("/released")).as("the other user has it").isSameAs(released);
        released.release();
        assertThat(logs.open("/released")).isNotSameAs(released);
    }

    @Test
    void aLogWhoseEventsHaveExpiredIsRemovedWhenItIsReleased() {
        EventLog released = logs.open("/released");
        released.append(logs.next(), event(0), BroadcastOptions.ALL);
        pass(120);
        released.release();
        assertThat(logs.of("/released")).isNotSameAs(released);
        assertThat(logs.of("/released").after(0, "id", Set.of())).as("its floor is remembered").isNull();
    }

    @Test
    void anEventForALogThatIsRemovedMeanwhileIsKept() {
        EventLog released = logs.open("/released");
        released.release();
        released.append(logs.next(), event(0), BroadcastOptions.ALL);
        assertThat(logs.of("/released").after(0, "id", Set.of())).hasSize(1);
        assertThat(released.after(0, "id", Set.of())).isEmpty();
        assertThat(released.appendDirect(1, 1, event(0), BroadcastOptions.ALL, dropped::add)).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "1", "e", "e.", ".1", "e.01", "e.+1", "e.-1", "e.1.", "e.1.-1", "e.1.01", "e.1.1.1", "f.1",
            "e.A",
            "e.9999999999999", "e. 1", "e.1.zzzzzzzzzzzzz", "e.1.0 " })
    void aMalformedOffsetIsRefused(String text) {
        assertThat(new Offset.EpochFormat("e").parse(text)).isNull();
    }

    @Test
    void offsetsSurviveFormattingAndParsing() {
        Offset.Format format = new Offset.EpochFormat("e");
        assertThat(format.parse(format.text(35))).isEqualTo(new Offset(35, Offset.NONE));
        assertThat(format.parse(format.text(0, 0))).isEqualTo(new Offset(0, 0));
        assertThat(format.parse(format.text(Long.MAX_VALUE, 0))).isNull();
        assertThat(format.parse(format.text(0, Long.MAX_VALUE))).isNull();
        assertThat(format.parse(format.text(1L << 50, 1L << 50))).isEqualTo(new Offset(1L << 50, 1L << 50));
    }
}

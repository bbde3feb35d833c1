package io.quarkiverse.socketio.test;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.quarkiverse.socketio.runtime.socketio.packet.IncomingPacket;
import io.quarkiverse.socketio.runtime.socketio.packet.InvalidPacketException;
import io.quarkiverse.socketio.runtime.socketio.packet.JsonPacketParser;

/** Tests which events calls take, in which order, and what is kept. */
class InboxTest {
    private final Inbox inbox = new Inbox(100);

    private static ReceivedEvent event(String name, Object... args) {
        try {
            JsonPacketParser parser = new JsonPacketParser(new ObjectMapper(), 10);
            IncomingPacket packet = parser.decode(parser.encodeEvent("/", IncomingPacket.NO_ACK, name, args));
            return new ReceivedEvent(name, packet.arguments(), null);
        } catch (InvalidPacketException e) {
            throw new AssertionError(e);
        }
    }

    private CompletableFuture<ReceivedEvent> take(String event, String... unwanted) {
        return inbox.take(event, Set.of(unwanted));
    }

    @Test
    void eventsAreTakenInTheirOrderBeforeAndAfterTheyArrive() {
        ReceivedEvent first = event("a", 1);
        ReceivedEvent second = event("a", 2);
        ReceivedEvent other = event("b");
        inbox.add(first, 1);
        inbox.add(other, 1);
        inbox.add(second, 1);
        assertThat(take("a")).isCompletedWithValue(first);
        assertThat(take("a")).isCompletedWithValue(second);
        CompletableFuture<ReceivedEvent> third = take("a");
        assertThat(third).isNotDone();
        ReceivedEvent late = event("a", 3);
        inbox.add(late, 1);
        assertThat(third).isCompletedWithValue(late);
        assertThat(inbox.untaken()).containsExactly(other);
    }

    @Test
    void aCallWithoutNameTakesTheFirstEvent() {
        ReceivedEvent first = event("a");
        ReceivedEvent second = event("b");
        inbox.add(first, 1);
        assertThat(inbox.take(null, Set.of())).isCompletedWithValue(first);
        CompletableFuture<ReceivedEvent> next = inbox.take(null, Set.of());
        inbox.add(second, 1);
        assertThat(next).isCompletedWithValue(second);
    }

    @Test
    void oneEventEndsOneCall() {
        CompletableFuture<ReceivedEvent> first = take("a");
        CompletableFuture<ReceivedEvent> second = take("a");
        inbox.add(event("a"), 1);
        assertThat(first).isCompleted();
        assertThat(second).isNotDone();
        assertThat(inbox.untaken()).isEmpty();
    }

    @Test
    void anUnwantedEventFailsTheCallAndIsKept() {
        ReceivedEvent unwanted = event("b", "x");
        CompletableFuture<ReceivedEvent> waiting = take("a", "b");
        CompletableFuture<ReceivedEvent> patient = take("a");
        inbox.add(event("c"), 1);
        inbox.add(unwanted, 1);
        assertThat(waiting).isCompletedExceptionally();
        assertThat(patient).isNotDone();
        assertThat(take("a", "b")).isCompletedExceptionally();
        assertThat(inbox.untaken()).hasSize(2).contains(unwanted);
    }

    @Test
    void anUnwantedEventAfterTheAwaitedOneDoesNotMatter() {
        ReceivedEvent wanted = event("a");
        inbox.add(wanted, 1);
        inbox.add(event("b"), 1);
        assertThat(take("a", "b")).isCompletedWithValue(wanted);
    }

    @Test
    void eventsOfTooManyBytesAreRefused() {
        assertThat(inbox.add(event("a"), 60)).isTrue();
        assertThat(inbox.add(event("b"), 41)).isFalse();
        assertThat(inbox.add(event("c"), 40)).isTrue();
        assertThat(take("a")).isCompleted();
        assertThat(inbox.add(event("d"), 60)).isTrue();
        take("e");
        assertThat(inbox.add(event("e"), 1000)).as("an event that is awaited takes no room").isTrue();
    }

    @Test
    void aCancelledCallTakesNothing() {
        CompletableFuture<ReceivedEvent> cancelled = take("a");
        inbox.cancel(cancelled);
        ReceivedEvent event = event("a");
        inbox.add(event, 1);
        assertThat(cancelled).isNotDone();
        assertThat(inbox.untaken()).containsExactly(event);
    }

    @Test
    void theDescriptionIsLimited() {
        assertThat(inbox.describe()).isEqualTo("no other event has arrived");
        inbox.add(event("bytes", new byte[3], null, List.of(1)), 1);
        inbox.add(event("long", "x".repeat(1000)), 1);
        assertThat(inbox.describe())
                .startsWith("these have arrived and were not taken: \"bytes\" [<3 bytes>, null, [1]], \"long\" [x")
                .endsWith("…").hasSizeLessThan(400);
        IntStream.range(0, 25).forEach(i -> inbox.add(event("n"), 1));
        assertThat(inbox.describe()).endsWith(" and 7 more");
    }
}

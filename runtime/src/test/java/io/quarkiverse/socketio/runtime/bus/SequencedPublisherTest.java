package io.quarkiverse.socketio.runtime.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.quarkiverse.socketio.runtime.memory.MemoryBudget;
import io.quarkiverse.socketio.runtime.socketio.adapter.Adapter;
import io.quarkiverse.socketio.runtime.socketio.adapter.FakeCallbacks;
import io.quarkiverse.socketio.runtime.socketio.packet.EncodedPacket;
import io.quarkiverse.socketio.runtime.socketio.recovery.EventLogs;
import io.quarkiverse.socketio.runtime.socketio.recovery.MemorySessionStore;
import io.quarkiverse.socketio.runtime.socketio.rooms.BroadcastOptions;
import io.quarkiverse.socketio.runtime.socketio.rooms.FakeLocalSocket;
import io.quarkiverse.socketio.runtime.time.ManualScheduler;

/** Tests servers that keep events, beside one whose bus does not sequence, or one that keeps none. */
class SequencedPublisherTest {
    private static final EncodedPacket EVENT = new EncodedPacket("2[\"hi\"]".getBytes(StandardCharsets.UTF_8), List.of());

    private final ManualScheduler scheduler = new ManualScheduler();
    private final HostileHub hub = new HostileHub(1);
    private final SwitchedBus bus = new SwitchedBus(hub.join("first"));
    private final FakeLocalSocket here = new FakeLocalSocket("a");
    private final FakeLocalSocket there = new FakeLocalSocket("b");
    private final Adapter first = server(bus);
    private final Adapter second = server(hub.join("second"));

    private Adapter server(Bus on) {
        MemoryBudget budget = new MemoryBudget(1_000_000, () -> 0);
        EventLogs logs = new EventLogs(new EventLogs.Limits(Duration.ofMinutes(2), 100, 100_000, 10), scheduler, () -> 0,
                budget);
        return new ClusterAdapters(on, scheduler, logs, (namespace, events) -> new MemorySessionStore(logs, events)).create("/",
                new FakeCallbacks());
    }

    private void start() {
        hub.settle();
        first.rooms().add(here);
        second.rooms().add(there);
        bus.stopSequencing();
    }

    @Test
    void aBroadcastReachesAllSocketsWithoutASequencer() {
        start();
        first.broadcast(EVENT, BroadcastOptions.ALL);
        first.broadcast(EVENT, BroadcastOptions.ALL);
        hub.settle();
        assertThat(here.received()).hasSize(2).allMatch(text -> text.contains("hi"));
        assertThat(there.received()).containsExactly("42[\"hi\"]", "42[\"hi\"]");
    }

    @Test
    void allSocketsAreDisconnectedWithoutASequencer() {
        start();
        first.disconnectSockets(BroadcastOptions.ALL, true);
        hub.settle();
        assertThat(here.orders()).containsExactly("close");
        assertThat(there.orders()).containsExactly("close");
    }

    @Test
    void whatAServerKeepsReachesTheSocketsOfOneThatKeepsNothing() {
        Adapter without = new ClusterAdapters(hub.join("without"), scheduler).create("/", new FakeCallbacks());
        FakeLocalSocket elsewhere = new FakeLocalSocket("c");
        hub.settle();
        without.rooms().add(elsewhere);
        first.broadcast(EVENT, BroadcastOptions.ALL);
        first.disconnectSockets(BroadcastOptions.ALL, true);
        hub.settle();
        assertThat(elsewhere.received()).containsExactly("42[\"hi\"]");
        assertThat(elsewhere.orders()).containsExactly("close");
    }

    @Test
    void aServerKeepsEventsOnlyWhereItHasAStoreOfSessions() {
        Bus other = hub.join("other");
        EventLogs logs = new EventLogs(new EventLogs.Limits(Duration.ofMinutes(2), 100, 100_000, 10), scheduler, () -> 0,
                new MemoryBudget(1_000_000, () -> 0));
        assertThatThrownBy(() -> new ClusterAdapters(other, scheduler, logs, null))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("both, or neither");
    }

    @Test
    void eventsEmittedBeforeTheStartAreSequencedAfterwards() {
        hub.settle();
        second.rooms().add(there);
        Adapter late = server(hub.join("late"));
        late.broadcast(EVENT, BroadcastOptions.ALL);
        assertThat(there.received()).isEmpty();
        hub.settle();
        assertThat(there.received()).singleElement().asString().startsWith("42[\"hi\",\"");
    }
}

package io.quarkiverse.socketio.runtime.bus;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;

import io.quarkiverse.socketio.runtime.log.DebugLog;
import io.quarkiverse.socketio.runtime.log.LogRecords;
import io.quarkiverse.socketio.runtime.memory.MemoryBudget;
import io.quarkiverse.socketio.runtime.socketio.adapter.Adapter;
import io.quarkiverse.socketio.runtime.socketio.adapter.FakeCallbacks;
import io.quarkiverse.socketio.runtime.socketio.packet.EncodedPacket;
import io.quarkiverse.socketio.runtime.socketio.recovery.EventLogs;
import io.quarkiverse.socketio.runtime.socketio.recovery.MemorySessionStore;
import io.quarkiverse.socketio.runtime.socketio.rooms.BroadcastFlags;
import io.quarkiverse.socketio.runtime.socketio.rooms.BroadcastOptions;
import io.quarkiverse.socketio.runtime.socketio.rooms.FakeLocalSocket;
import io.quarkiverse.socketio.runtime.time.ManualScheduler;

/** Tests the debug lines of the category {@code io.quarkiverse.socketio.adapter} on two servers. */
class AdapterDebugTest {
    private static final EncodedPacket EVENT = new EncodedPacket("2[\"hi\"]".getBytes(StandardCharsets.UTF_8), List.of());
    private static final BroadcastOptions TO_TEA = new BroadcastOptions(Set.of("tea"), Set.of("milk"),
            BroadcastFlags.DEFAULT.asVolatile());

    private final ManualScheduler scheduler = new ManualScheduler();
    private final HostileHub hub = new HostileHub(1);

    private Adapter server(String name) {
        return new ClusterAdapters(hub.join(name), scheduler).create("/", new FakeCallbacks());
    }

    private Adapter keepingServer(String name) {
        EventLogs logs = new EventLogs(new EventLogs.Limits(Duration.ofMinutes(2), 100, 100_000, 10), scheduler, () -> 0,
                new MemoryBudget(1_000_000, () -> 0));
        return new ClusterAdapters(hub.join(name), scheduler, logs, (namespace, events) -> new MemorySessionStore(logs, events))
                .create("/", new FakeCallbacks());
    }

    @Test
    void aBroadcastIsShownOnBothServers() {
        Adapter first = server("first");
        Adapter second = server("second");
        hub.settle();
        FakeLocalSocket here = new FakeLocalSocket("a");
        first.rooms().add(here);
        first.rooms().join(here, List.of("tea"));
        second.rooms().add(new FakeLocalSocket("b"));
        try (LogRecords debug = LogRecords.ofDebug(DebugLog.ADAPTER)) {
            first.broadcast(EVENT, TO_TEA);
            hub.settle();
            assertThat(debug.lines()).containsExactly("/: published BROADCAST",
                    "/: broadcasts an event to rooms \"tea\" except \"milk\", volatile: 1 here",
                    "/: received BROADCAST from server first",
                    "/: broadcasts an event to rooms \"tea\" except \"milk\", volatile: 0 here");
        }
    }

    @Test
    void aRequestAndItsResponseAreShownWithItsId() {
        Adapter first = server("first");
        server("second");
        hub.settle();
        try (LogRecords debug = LogRecords.ofDebug(DebugLog.ADAPTER)) {
            first.fetchSockets(BroadcastOptions.ALL, Duration.ofSeconds(1)).subscribe().with(sockets -> {
            });
            hub.settle();
            String id = debug.lines().get(0).replaceAll(".* ", "");
            assertThat(debug.lines()).containsExactly("/: published FETCH_SOCKETS " + id,
                    "/: received FETCH_SOCKETS " + id + " from server first",
                    "/: sent FETCHED_SOCKETS " + id + " to server first",
                    "/: received FETCHED_SOCKETS " + id + " from server second");
        }
    }

    @Test
    void aKeptEventIsShownWithItsSequenceNumber() {
        Adapter first = keepingServer("first");
        keepingServer("second");
        hub.settle();
        try (LogRecords debug = LogRecords.ofDebug(DebugLog.ADAPTER)) {
            first.broadcast(EVENT, BroadcastOptions.ALL);
            hub.settle();
            assertThat(debug.lines()).contains("/: published BROADCAST, to be placed",
                    "/: received BROADCAST from server first, place 1",
                    "/: keeps an event at place 1 and broadcasts it to all sockets: 0 here");
        }
    }
}

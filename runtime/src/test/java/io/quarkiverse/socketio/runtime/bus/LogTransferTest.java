package io.quarkiverse.socketio.runtime.bus;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkiverse.socketio.runtime.memory.MemoryBudget;
import io.quarkiverse.socketio.runtime.socketio.packet.EncodedPacket;
import io.quarkiverse.socketio.runtime.socketio.recovery.EventLogs;
import io.quarkiverse.socketio.runtime.socketio.recovery.MemorySessionStore;
import io.quarkiverse.socketio.runtime.socketio.rooms.BroadcastOptions;
import io.quarkiverse.socketio.runtime.time.ManualScheduler;

/** Tests a server that starts while another one has kept events. */
class LogTransferTest {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final EncodedPacket EVENT = new EncodedPacket("2[\"hi\"]".getBytes(StandardCharsets.UTF_8), List.of());

    private final ManualScheduler scheduler = new ManualScheduler();

    private ClusterAdapters server(Bus bus) {
        EventLogs logs = new EventLogs(new EventLogs.Limits(LIMIT, 100, 100_000, 10), scheduler, () -> 0,
                new MemoryBudget(1_000_000, () -> 0));
        return new ClusterAdapters(bus, scheduler, logs, (namespace, events) -> new MemorySessionStore(logs, events));
    }

    private static long received(ClusterAdapters server, MessageKind kind) {
        return server.stats().counts().stream().filter(count -> count.type().equals(kind.label()))
                .mapToLong(count -> count.received().sum()).sum();
    }

    @ParameterizedTest
    @ValueSource(longs = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 })
    void logsAreFetchedAlsoIfPeersAreListedAfterTheStart(long seed) {
        HostileHub hub = new HostileHub(seed);
        ClusterAdapters first = server(hub.join("first"));
        RecordedServer sender = new RecordedServer(hub.join("sender"));
        sender.bus.sequence(new ClusterMessage.Broadcast("/", BroadcastOptions.ALL, EVENT), sender);
        hub.settle();
        sender.bus.close();
        hub.settle();
        ClusterAdapters late = server(hub.join("late"));
        CompletableFuture<Void> started = late.started().toCompletableFuture();
        hub.settle();
        assertThat(started).isDone();
        assertThat(received(first, MessageKind.FETCH_LOGS)).isEqualTo(1);
        assertThat(received(late, MessageKind.FETCHED_LOG)).isPositive();
    }
}

package io.quarkiverse.socketio.runtime.bus.ipc;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quarkiverse.socketio.runtime.bus.BusStats;
import io.quarkiverse.socketio.runtime.bus.ClusterAdapters;
import io.quarkiverse.socketio.runtime.bus.ClusterMessage;
import io.quarkiverse.socketio.runtime.bus.FieldWriter;
import io.quarkiverse.socketio.runtime.bus.LogMessages;
import io.quarkiverse.socketio.runtime.bus.TraceCarrier;
import io.quarkiverse.socketio.runtime.cluster.link.BusChannel;
import io.quarkiverse.socketio.runtime.memory.MemoryBudget;
import io.quarkiverse.socketio.runtime.socketio.adapter.FakeCallbacks;
import io.quarkiverse.socketio.runtime.socketio.packet.EncodedPacket;
import io.quarkiverse.socketio.runtime.socketio.recovery.EventLogs;
import io.quarkiverse.socketio.runtime.socketio.recovery.MemorySessionStore;
import io.quarkiverse.socketio.runtime.socketio.rooms.BroadcastOptions;
import io.quarkiverse.socketio.runtime.socketio.rooms.FakeLocalSocket;
import io.quarkiverse.socketio.runtime.time.ManualScheduler;

/** Tests a server with a client that receives messages of a later build with unknown content. */
class LaterBuildTest {
    private final FakeCluster cluster = new FakeCluster();
    private final BusChannel later = cluster.join();
    private final ManualScheduler scheduler = new ManualScheduler();
    private final EventLogs logs = new EventLogs(new EventLogs.Limits(Duration.ofMinutes(2), 100, 100_000, 10), scheduler,
            () -> 0,
            new MemoryBudget(1_000_000, () -> 0));
    private final ClusterAdapters server = new ClusterAdapters(new IpcBus(cluster.join(), TraceCarrier.NONE, "0123456789"),
            scheduler, logs,
            (namespace, events) -> new MemorySessionStore(logs, events));
    private final FakeLocalSocket client = new FakeLocalSocket("a");

    @BeforeEach
    void start() {
        server.create("/", new FakeCallbacks()).rooms().add(client);
        cluster.settle();
    }

    @AfterEach
    void stop() {
        cluster.stop();
    }

    private static byte[] unknown(int version, int kind) {
        return new FieldWriter().int8(version).int16(0).int8(kind).string("/").int64(7).toByteArray();
    }

    private static byte[] broadcast(String text) {
        return MessageCodec.encode(new ClusterMessage.Broadcast("/", BroadcastOptions.ALL,
                new EncodedPacket(("2[\"" + text + "\"]").getBytes(StandardCharsets.UTF_8), List.of())));
    }

    private static byte[] withMore(byte[] bytes) {
        return Arrays.copyOf(bytes, bytes.length + 5);
    }

    private long received(String type) {
        return server.stats().counts().stream().filter(count -> count.type().equals(type))
                .map(BusStats.Count::received).findFirst().orElseThrow().sum();
    }

    @Test
    void knownFieldsOfAllMessagesAreReadAndUnknownOnesCounted() {
        EarlierBusMessagesTest.MESSAGES.values()
                .forEach(message -> later.send(BusChannel.ALL, withMore(MessageCodec.encode(message))));
        later.send(BusChannel.ALL, withMore(broadcast("last")));
        cluster.settle();
        assertThat(received("skipped")).isEqualTo(EarlierBusMessagesTest.MESSAGES.size() + 1);
        assertThat(received("unknown")).isZero();
        assertThat(client.received()).last().isEqualTo("42[\"last\"]");
    }

    @Test
    void messagesOfUnknownKindsAreSkippedAndCounted() {
        later.send(BusChannel.ALL, unknown(ClusterMessage.VERSION, 255));
        later.send(BusChannel.ALL, unknown(ClusterMessage.VERSION + 1, 1));
        later.send(BusChannel.ALL, broadcast("next"));
        cluster.settle();
        assertThat(received("skipped")).isEqualTo(2);
        assertThat(received("unknown")).isEqualTo(2);
        assertThat(client.received()).containsExactly("42[\"next\"]");
    }

    @Test
    void sequencedMessagesOfUnknownKindsLeaveNoGap() {
        later.sequence(broadcast("first"));
        later.sequence(unknown(ClusterMessage.VERSION, 255));
        later.sequence(unknown(ClusterMessage.VERSION + 1, 1));
        later.sequence(withMore(broadcast("fourth")));
        cluster.settle();
        assertThat(received("skipped")).isEqualTo(3);
        assertThat(received("unknown")).isEqualTo(2);
        assertThat(client.received()).containsExactly("42[\"first\",\"epoch-1.1\"]", "42[\"fourth\",\"epoch-1.4\"]");
    }

    /** A server that requests events up to a place waits until they have arrived. */
    @Test
    void aSequencedMessageOfAnUnknownKindCountsAsReceived() {
        List<ClusterMessage> answers = new CopyOnWriteArrayList<>();
        later.listen(new BusChannel.Listener() {
            @Override
            public void onFrame(int from, byte[] body) {
                answers.add(MessageCodec.decode(body).message());
            }

            @Override
            public void onMembers(Set<Integer> others) {
                // both are peers all the time
            }
        });
        later.sequence(broadcast("first"));
        later.sequence(unknown(ClusterMessage.VERSION, 255));
        later.send(BusChannel.ALL, MessageCodec.encode(new LogMessages.FetchLogs("", "5f", 2)));
        cluster.settle();
        assertThat(answers).last().isInstanceOf(LogMessages.FetchedLog.class);
    }
}

package io.quarkiverse.socketio.runtime.bus.ipc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.quarkiverse.socketio.runtime.bus.Bus;
import io.quarkiverse.socketio.runtime.bus.ClusterMessage;
import io.quarkiverse.socketio.runtime.bus.FieldWriter;
import io.quarkiverse.socketio.runtime.bus.ServerName;
import io.quarkiverse.socketio.runtime.bus.TraceCarrier;
import io.quarkiverse.socketio.runtime.cluster.link.BusChannel;

/** Tests a worker that receives messages of another build. */
class IpcBusTest {
    private final FakeCluster cluster = new FakeCluster();
    private final BusChannel other = cluster.join();
    private final IpcBus bus = new IpcBus(cluster.join(), TraceCarrier.NONE, "0123456789");
    private final List<String> received = new ArrayList<>();

    private final class Recorder implements Bus.Listener {
        @Override
        public void onMessage(String from, ClusterMessage message) {
            received.add(ServerName.parse(from).process() + " " + message.kind());
        }

        @Override
        public void onSkipped(String from) {
            received.add(ServerName.parse(from).process() + " skipped");
        }

        @Override
        public void onPeers(Set<String> others) {
            // both are peers all the time
        }
    }

    private static FieldWriter head(int version, int kind) {
        return new FieldWriter().int8(version).int16(0).int8(kind).string("/");
    }

    @AfterEach
    void stop() {
        cluster.stop();
    }

    @Test
    void messagesOfLaterBuildsAreSkippedAndCounted() {
        bus.listen(new Recorder());
        other.send(BusChannel.ALL, head(ClusterMessage.VERSION + 1, 1).toByteArray());
        other.send(BusChannel.ALL, head(ClusterMessage.VERSION, 255).int64(1).toByteArray());
        other.send(BusChannel.ALL, head(ClusterMessage.VERSION, 9).string("request").int32(5).int64(1).toByteArray());
        other.send(BusChannel.ALL, head(ClusterMessage.VERSION, 9).string("request").int32(5).toByteArray());
        cluster.settle();
        assertThat(received).containsExactly("1 skipped", "1 UNKNOWN", "1 skipped", "1 UNKNOWN", "1 skipped", "1 CLIENT_COUNT",
                "1 CLIENT_COUNT");
    }

    @Test
    void malformedMessagesAreDropped() {
        bus.listen(new Recorder());
        other.send(BusChannel.ALL, new byte[0]);
        other.send(BusChannel.ALL, head(ClusterMessage.OLDEST_VERSION - 1, 9).string("request").int32(5).toByteArray());
        other.send(BusChannel.ALL, head(ClusterMessage.VERSION, 9).string("request").int32(5).toByteArray());
        cluster.settle();
        assertThat(received).containsExactly("1 CLIENT_COUNT");
    }
}

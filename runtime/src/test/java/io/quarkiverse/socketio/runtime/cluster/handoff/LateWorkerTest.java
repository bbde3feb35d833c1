package io.quarkiverse.socketio.runtime.cluster.handoff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollSocketChannel;

/** Tests when a worker counts as late or as full, in virtual time. */
class LateWorkerTest {
    private final EmbeddedChannel descriptors = new EmbeddedChannel();
    private final EmbeddedChannel bytes = new EmbeddedChannel();
    private final List<Boolean> settled = new ArrayList<>();
    private long now = 1_000_000;
    private FdSender sender;
    private EpollSocketChannel connection;

    @BeforeEach
    void open() {
        assumeThat(Epoll.isAvailable()).isTrue();
        sender = new FdSender(descriptors, bytes, () -> now);
        connection = new EpollSocketChannel();
    }

    @AfterEach
    void close() {
        if (connection != null) {
            connection.unsafe().closeForcibly();
            descriptors.finishAndReleaseAll();
            bytes.finishAndReleaseAll();
        }
    }

    @Test
    void aWorkerWithoutConnectionsIsNeverLate() {
        now += 3_600_000;
        assertThat(sender.isLate()).isFalse();
    }

    @Test
    void aWorkerWithAConnectionPendingForASecondIsLate() {
        send();
        now += 1000;
        assertThat(sender.isLate()).isFalse();
        now += 1;
        assertThat(sender.isLate()).isTrue();
        acknowledge(1);
        assertThat(sender.isLate()).isFalse();
    }

    @Test
    void theOldestPendingConnectionDecides() {
        send();
        now += 600;
        send();
        now += 600;
        assertThat(sender.isLate()).isTrue();
        acknowledge(1);
        assertThat(sender.isLate()).as("the second, of 600 ms ago").isFalse();
        now += 600;
        assertThat(sender.isLate()).isTrue();
    }

    @Test
    void timeInTheQueueCounts() {
        for (int i = 0; i < 200; i++) {
            send();
        }
        now += 2000;
        acknowledge(128);
        assertThat(sender.isLate()).isTrue();
        acknowledge(72);
        assertThat(sender.isLate()).isFalse();
    }

    @Test
    void aWorkerThatLostADescriptorIsFullForASecond() {
        send();
        bytes.writeInbound(Unpooled.wrappedBuffer(new byte[] { FdSender.LOST }));
        assertThat(settled).containsExactly(false);
        assertThat(sender.isFull()).isTrue();
        assertThat(sender.isLate()).isFalse();
        now += 1001;
        assertThat(sender.isFull()).isFalse();
    }

    @Test
    void theEndOfEitherConnectionIsReportedOnce() {
        List<String> calls = new ArrayList<>();
        sender.whenClosed(() -> calls.add("closed"));
        bytes.close();
        descriptors.close();
        assertThat(calls).containsExactly("closed");
    }

    private void send() {
        sender.send(ServerKind.PLAIN, connection, Unpooled.EMPTY_BUFFER, settled::add);
        bytes.runPendingTasks();
    }

    private void acknowledge(int count) {
        bytes.writeInbound(Unpooled.wrappedBuffer(new byte[count]));
    }
}

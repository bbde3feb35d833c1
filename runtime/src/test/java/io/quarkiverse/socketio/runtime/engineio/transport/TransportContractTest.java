package io.quarkiverse.socketio.runtime.engineio.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.netty.buffer.ByteBufUtil;
import io.quarkiverse.socketio.runtime.engineio.ManualLoop;
import io.quarkiverse.socketio.runtime.engineio.packet.Frame;

/**
 * Tests the contract of every transport. Texts are packets with their type, binary messages {@code 0x} and hexadecimal digits.
 */
abstract class TransportContractTest {
    static final TransportLimits LIMITS = new TransportLimits(1_000, 100, 500, Duration.ofSeconds(60), 8192);

    final ManualLoop loop = new ManualLoop();
    final RecordedEvents events = new RecordedEvents(loop);
    private final List<Frame> frames = new ArrayList<>();

    abstract Transport transport();

    /** Returns all messages of the client so far; it reads what waits for it. */
    abstract List<String> clientGot();

    /** Sends packets, as far as the transport reads them. */
    abstract void clientSends(String... packets);

    abstract void clientStopsReading();

    abstract void clientVanishes();

    @AfterEach
    void everyFrameIsReleasedExactlyOnce() {
        loop.perform(() -> transport().abort());
        assertThat(frames).extracting(Frame::refCnt).allMatch(count -> count == 0);
    }

    final void sends(String text) {
        Frame frame = text.startsWith("0x") ? Frame.binaryMessage(ByteBufUtil.decodeHexDump(text.substring(2)))
                : Frame.message(text.getBytes(StandardCharsets.UTF_8));
        frames.add(frame);
        loop.perform(() -> transport().send(frame));
    }

    @Test
    void theClientReceivesTextAndBinaryInOrder() {
        sends("a");
        sends("0x00ff");
        assertThat(clientGot()).containsExactly("4a", "0x00ff");
        sends("b");
        sends("0x");
        sends("c");
        assertThat(clientGot()).containsExactly("4a", "0x00ff", "4b", "0x", "4c");
    }

    @Test
    void theListenerReceivesTextAndBinaryInOrder() {
        sends("a");
        clientSends("4b", "0x00ff", "3");
        clientSends("4c");
        assertThat(events.packets).containsExactly("MESSAGE b", "MESSAGE 0x00ff", "PONG ", "MESSAGE c");
        assertThat(events.ends).isEmpty();
    }

    @Test
    void aFrameSentWhileAPacketIsDeliveredIsSent() {
        events.reaction = packet -> sendsInTask("echo");
        clientSends("4a", "4b");
        loop.runAll();
        assertThat(clientGot()).containsExactly("4echo", "4echo");
    }

    private void sendsInTask(String text) {
        Frame frame = Frame.message(text.getBytes(StandardCharsets.UTF_8));
        frames.add(frame);
        transport().send(frame);
    }

    @Test
    void theCloseFollowsFramesSentBefore() {
        sends("last event");
        loop.perform(() -> transport().close());
        assertThat(clientGot()).first().isEqualTo("4last event");
        assertThat(events.ends).as("the transport does not report its own close").isEmpty();
    }

    @Test
    void afterTheCloseNothingIsSentOrDelivered() {
        loop.perform(() -> transport().close());
        List<String> before = List.copyOf(clientGot());
        sends("late");
        clientSends("4late");
        clientVanishes();
        assertThat(clientGot()).isEqualTo(before).doesNotContain("4late");
        assertThat(events.packets).isEmpty();
        assertThat(events.ends).isEmpty();
        assertThat(transport().isWritable()).isFalse();
    }

    @Test
    void afterTheAbortNothingIsSentOrDelivered() {
        sends("dropped or not");
        loop.perform(() -> transport().abort());
        sends("late");
        clientSends("4late");
        clientVanishes();
        assertThat(clientGot()).doesNotContain("4late");
        assertThat(events.packets).isEmpty();
        assertThat(events.ends).isEmpty();
        assertThat(transport().isWritable()).isFalse();
    }

    @Test
    void closingTwiceAndAbortingAfterwardsIsHarmless() {
        sends("a");
        loop.perform(() -> transport().close());
        loop.perform(() -> transport().close());
        loop.perform(() -> transport().abort());
        loop.perform(() -> transport().abort());
        assertThat(events.ends).isEmpty();
    }

    @Test
    void aLostClientClosesTheTransportOnce() {
        sends("a");
        clientGot();
        clientVanishes();
        clientVanishes();
        sends("b");
        assertThat(events.ends).hasSize(1);
        assertThat(transport().isWritable()).isFalse();
    }

    @Test
    void aClosePacketClosesTheTransportOnceAndLaterPacketsAreIgnored() {
        sends("a");
        clientSends("4b", "1", "4c");
        clientSends("4d");
        sends("e");
        clientVanishes();
        assertThat(events.packets).containsExactly("MESSAGE b");
        assertThat(events.ends).containsExactly(CloseReason.TRANSPORT_CLOSE);
    }

    @Test
    void aMalformedPacketClosesTheTransportOnce() {
        sends("a");
        clientSends("xyz");
        clientSends("4d");
        clientVanishes();
        assertThat(events.packets).isEmpty();
        assertThat(events.ends).containsExactly(CloseReason.PARSE_ERROR);
    }

    @Test
    void closedDuringADeliveryItDeliversNoMore() {
        events.reaction = packet -> transport().close();
        clientSends("4a", "4b", "4c");
        assertThat(events.packets).containsExactly("MESSAGE a");
        assertThat(events.ends).isEmpty();
    }

    @Test
    void whilePausedItDeliversNothingAndAfterwardsAllInOrder() {
        loop.perform(() -> transport().pauseReading());
        clientSends("4a", "0x01", "4b");
        assertThat(events.packets).isEmpty();
        loop.perform(() -> transport().resumeReading());
        assertThat(events.packets).containsExactly("MESSAGE a", "MESSAGE 0x01", "MESSAGE b");
        clientSends("4c");
        assertThat(events.packets).hasSize(4);
    }

    @Test
    void pausedByAPacketItDoesNotDeliverTheNext() {
        events.reaction = packet -> transport().pauseReading();
        clientSends("4a", "4b", "4c");
        assertThat(events.packets).containsExactly("MESSAGE a");
        loop.perform(() -> transport().resumeReading());
        assertThat(events.packets).containsExactly("MESSAGE a", "MESSAGE b");
        loop.perform(() -> transport().resumeReading());
        events.reaction = packet -> {
        };
        loop.perform(() -> transport().resumeReading());
        assertThat(events.packets).containsExactly("MESSAGE a", "MESSAGE b", "MESSAGE c");
    }

    @Test
    void pausedAndResumedByAPacketItContinues() {
        events.reaction = packet -> {
            transport().pauseReading();
            transport().resumeReading();
        };
        clientSends("4a", "4b");
        clientSends("4c");
        assertThat(events.packets).containsExactly("MESSAGE a", "MESSAGE b", "MESSAGE c");
    }

    @Test
    void whilePausedItStillSends() {
        loop.perform(() -> transport().pauseReading());
        sends("a");
        assertThat(clientGot()).containsExactly("4a");
    }

    @Test
    void closedWhilePausedItDeliversNoMore() {
        loop.perform(() -> transport().pauseReading());
        clientSends("4a");
        loop.perform(() -> transport().close());
        loop.perform(() -> transport().resumeReading());
        assertThat(events.packets).isEmpty();
        assertThat(events.ends).isEmpty();
    }

    @Test
    void abortedWhilePausedItDeliversNoMore() {
        clientSends("4a");
        loop.perform(() -> transport().pauseReading());
        clientSends("4b");
        loop.perform(() -> transport().abort());
        loop.perform(() -> transport().resumeReading());
        assertThat(events.packets).containsExactly("MESSAGE a");
        assertThat(events.ends).isEmpty();
    }

    @Test
    void aClientThatDoesNotReadIsDisconnectedAtTheLimit() {
        clientStopsReading();
        for (int i = 0; i < 100 && events.ends.isEmpty(); i++) {
            sends("0123456789");
        }
        assertThat(events.ends).containsExactly(CloseReason.TRANSPORT_ERROR);
        assertThat(frames).as("up to 500 bytes wait").hasSizeBetween(35, 60);
        sends("more");
        assertThat(events.ends).hasSize(1);
    }

    @Test
    void aSlowClientIsNotWritable() {
        clientStopsReading();
        sends("a");
        loop.runAll();
        assertThat(transport().isWritable()).isFalse();
    }
}

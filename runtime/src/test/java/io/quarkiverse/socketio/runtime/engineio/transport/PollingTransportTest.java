package io.quarkiverse.socketio.runtime.engineio.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import io.netty.buffer.ByteBufUtil;
import io.quarkiverse.socketio.runtime.engineio.packet.Frame;
import io.quarkiverse.socketio.runtime.engineio.packet.Protocol;

class PollingTransportTest extends PollingContractTest {
    PollingTransportTest() {
        super(4);
    }

    @Override
    Stream<String> read(String payload) {
        return Stream.of(payload.split("\u001e")).map(PollingTransportTest::readable);
    }

    private static String readable(String packet) {
        return packet.startsWith("b") ? "0x" + ByteBufUtil.hexDump(Base64.getDecoder().decode(packet.substring(1))) : packet;
    }

    private FakePollExchange post() {
        FakePollExchange post = FakePollExchange.request();
        loop.perform(() -> transport.onPost(post));
        return post;
    }

    private FakePollExchange post(String body) {
        FakePollExchange post = post();
        loop.perform(() -> post.body(body));
        return post;
    }

    @Override
    void clientSends(String... packets) {
        post(Stream.of(packets).map(packet -> packet.startsWith("0x")
                ? "b" + Base64.getEncoder().encodeToString(ByteBufUtil.decodeHexDump(packet.substring(2)))
                : packet).collect(Collectors.joining("\u001e")));
    }

    @Test
    void theBytesOfBodiesAreCounted() {
        clientSends("4größe", "0x0102");
        assertThat(events.received).isEqualTo(8 + 1 + "bAQI=".length());
        sends("abc");
        assertThat(events.sent).isZero();
        assertThat(transport.pendingBytes()).isEqualTo(5);
        poll();
        assertThat(events.sent).isEqualTo(4);
        assertThat(transport.pendingBytes()).isZero();
    }

    @Test
    void aPollWaitsUntilSomethingIsSent() {
        FakePollExchange poll = poll();
        assertThat(poll.answer()).isNull();
        sends("a");
        assertThat(poll.answer()).isEqualTo("4a");
    }

    @Test
    void framesSentWithinOneTaskShareOneResponse() {
        FakePollExchange poll = poll();
        loop.perform(() -> {
            transport.send(Frame.PING);
            transport.send(Frame.PING);
            assertThat(poll.answer()).as("the task is not over").isNull();
            transport.send(Frame.NOOP);
        });
        assertThat(poll.answer()).isEqualTo("2\u001e2\u001e6");
    }

    @Test
    void aResponseIsCompressibleIfAllItsFramesAre() {
        loop.perform(() -> {
            transport.send(Frame.message(new byte[10]));
            transport.send(Frame.message(new byte[10], true));
        });
        assertThat(poll().isCompressible()).isTrue();
        loop.perform(() -> {
            transport.send(Frame.message(new byte[10]));
            transport.send(Frame.message(new byte[10], false));
        });
        assertThat(poll().isCompressible()).isFalse();
    }

    @Test
    void queuedFramesAreSentWithTheNextPollAtOnce() {
        sends("a");
        sends("0x01");
        assertThat(poll().answer()).isEqualTo("4a\u001ebAQ==");
    }

    @Test
    void onlyAWaitingPollMakesItWritable() {
        assertThat(transport.isWritable()).isFalse();
        poll();
        assertThat(transport.isWritable()).isTrue();
        sends("a");
        assertThat(transport.isWritable()).isFalse();
    }

    @Test
    void whilePausedThePostIsNotReadAndItsClientWaits() {
        loop.perform(transport::pauseReading);
        FakePollExchange post = post("4a");
        assertThat(post.answer()).isNull();
        loop.perform(transport::resumeReading);
        assertThat(post.answer()).isEqualTo("ok");
    }

    @Test
    void pausedByTheLastPacketOfAPostItsClientWaits() {
        events.reaction = packet -> transport.pauseReading();
        FakePollExchange post = post("4a");
        assertThat(post.answer()).isNull();
        loop.perform(transport::resumeReading);
        assertThat(post.answer()).isEqualTo("ok");
        assertThat(events.packets).containsExactly("MESSAGE a");
    }

    @Test
    void aClientThatPostsAgainWhilePausedIsRefused() {
        loop.perform(transport::pauseReading);
        FakePollExchange first = post("4a");
        assertThat(post("4b").answer()).isEqualTo("error 3");
        assertThat(first.answer()).isEqualTo("error 1");
        assertThat(events.ends).containsExactly(CloseReason.TRANSPORT_ERROR);
    }

    @Test
    void aPostAbortedWhilePausedClosesTheTransport() {
        events.reaction = packet -> transport.pauseReading();
        FakePollExchange post = post("4a\u001e4b");
        loop.perform(post::abort);
        loop.perform(transport::resumeReading);
        assertThat(events.packets).containsExactly("MESSAGE a");
        assertThat(events.ends).containsExactly(CloseReason.TRANSPORT_ERROR);
        assertThat(post.answer()).isNull();
    }

    @Test
    void aPostThatWaitsForReadingIsAnsweredWhenTheTransportEnds() {
        loop.perform(transport::pauseReading);
        FakePollExchange aborted = post("4a");
        loop.perform(transport::abort);
        assertThat(aborted.answer()).isEqualTo("error 1");
        PollingTransport other = new PollingTransport(events, LIMITS, Protocol.of(4, Map.of()));
        for (Runnable end : new Runnable[] { other::close, other::detach }) {
            FakePollExchange post = FakePollExchange.request();
            loop.perform(() -> {
                other.pauseReading();
                other.onPost(post);
                end.run();
            });
            assertThat(post.answer()).isEqualTo("error 1");
        }
    }

    @Test
    void aSecondPollClosesTheTransport() {
        FakePollExchange first = poll();
        FakePollExchange second = poll();
        assertThat(first.answer()).isEqualTo("1");
        assertThat(second.answer()).isEqualTo("error 3");
        assertThat(events.ends).containsExactly(CloseReason.TRANSPORT_ERROR);
        assertThat(poll().answer()).isEqualTo("error 1");
    }

    private FakePollExchange poll(String timestamp) {
        FakePollExchange poll = FakePollExchange.request(timestamp);
        loop.perform(() -> transport.onPoll(poll));
        return poll;
    }

    @Test
    void aRepeatedPollGetsTheSameResponse() {
        sends("a");
        assertThat(poll("t1").answer()).isEqualTo("4a");
        sends("b");
        assertThat(poll("t1").answer()).isEqualTo("4a");
        assertThat(poll("t1").answer()).isEqualTo("4a");
        assertThat(poll("t2").answer()).isEqualTo("4b");
        FakePollExchange next = poll("t3");
        assertThat(next.answer()).isNull();
        sends("c");
        assertThat(next.answer()).isEqualTo("4c");
        assertThat(events.ends).isEmpty();
    }

    @Test
    void aPollThatIsRepeatedWhileItWaitsWaitsInItsPlace() {
        FakePollExchange broken = poll("t1");
        FakePollExchange repeated = poll("t1");
        assertThat(broken.answer()).isEqualTo("error 3");
        sends("a");
        assertThat(repeated.answer()).isEqualTo("4a");
        assertThat(events.ends).isEmpty();
    }

    @Test
    void aResponseIsChargedUntilTheNextPollOrTheEnd() {
        sends("a");
        poll("t1");
        assertThat(events.queued).isEqualTo("t1".length() + "4a".length());
        poll("t2");
        assertThat(events.queued).isZero();
        sends("b");
        assertThat(events.queued).isPositive();
        loop.perform(transport::abort);
        assertThat(events.queued).isZero();
    }

    @Test
    void theResponseBeforeTheLastIsRepeatedWhileTheTransportCloses() {
        sends("a");
        poll("t1");
        loop.perform(transport::close);
        assertThat(poll("t1").answer()).isEqualTo("4a");
        assertThat(poll("t2").answer()).isEqualTo("1");
        assertThat(poll("t2").answer()).isEqualTo("error 1");
        assertThat(events.queued).isZero();
    }

    @Test
    void aSecondPostClosesTheTransport() {
        FakePollExchange poll = poll();
        FakePollExchange first = post();
        FakePollExchange second = post();
        assertThat(second.answer()).isEqualTo("error 3");
        assertThat(poll.answer()).isEqualTo("1");
        assertThat(events.ends).containsExactly(CloseReason.TRANSPORT_ERROR);
        loop.perform(() -> first.body("4late"));
        assertThat(first.answer()).isEqualTo("error 1");
        assertThat(events.packets).isEmpty();
    }

    @Test
    void aPollAndAPostMayOverlap() {
        FakePollExchange poll = poll();
        FakePollExchange post = post();
        sends("a");
        loop.perform(() -> post.body("4b"));
        assertThat(poll.answer()).isEqualTo("4a");
        assertThat(post.answer()).isEqualTo("ok");
        assertThat(events.packets).containsExactly("MESSAGE b");
        assertThat(events.ends).isEmpty();
    }

    @Test
    void consecutiveRequestsDoNotOverlap() {
        for (int i = 0; i < 5; i++) {
            assertThat(post("4a").answer()).isEqualTo("ok");
            sends("b");
            assertThat(poll().answer()).isEqualTo("4b");
        }
        assertThat(events.ends).isEmpty();
    }

    @Test
    void anAbortedPollEndsTheSession() {
        loop.perform(poll()::abort);
        assertThat(events.ends).containsExactly(CloseReason.TRANSPORT_ERROR);
    }

    @Test
    void aPollAbortedBeforeItIsServedEndsTheSession() {
        FakePollExchange poll = FakePollExchange.request();
        poll.abort();
        loop.perform(() -> transport.onPoll(poll));
        assertThat(events.ends).containsExactly(CloseReason.TRANSPORT_ERROR);
    }

    @Test
    void anAbortAfterTheResponseIsIgnored() {
        FakePollExchange poll = poll();
        sends("a");
        loop.perform(poll::abort);
        assertThat(events.ends).isEmpty();
    }

    @Test
    void anAbortedPostEndsTheSession() {
        loop.perform(post()::abort);
        assertThat(events.ends).containsExactly(CloseReason.TRANSPORT_ERROR);
    }

    @Test
    void anOctetStreamIsRefusedAndEndsTheSession() {
        FakePollExchange post = FakePollExchange.octetStreamPost();
        loop.perform(() -> transport.onPost(post));
        assertThat(post.answer()).isEqualTo("error 3");
        assertThat(events.ends).containsExactly(CloseReason.TRANSPORT_ERROR);
    }

    @Test
    void aBodyAboveTheLimitIsRefusedAndTheSessionStaysOpen() {
        FakePollExchange post = post("4" + "x".repeat(LIMITS.maxPayload()));
        assertThat(post.answer()).isEqualTo("too large");
        assertThat(events.ends).isEmpty();
        assertThat(post("4" + "x".repeat(LIMITS.maxPayload() - 1)).answer()).isEqualTo("ok");
        assertThat(events.packets).hasSize(1);
    }

    @Test
    void binaryFramesCountWithTheirBase64Size() {
        clientStopsReading();
        sends("0x" + "00".repeat(300));
        assertThat(events.ends).as("404 bytes in base64").isEmpty();
        sends("0x" + "00".repeat(90));
        assertThat(events.ends).containsExactly(CloseReason.TRANSPORT_ERROR);
    }

    @Test
    void aClosePacketAnswersTheWaitingPollWithANoop() {
        FakePollExchange poll = poll();
        assertThat(post("1").answer()).isEqualTo("ok");
        assertThat(poll.answer()).isEqualTo("6");
    }

    @Test
    void aClosedTransportWaitsForThePollThatFetchesTheRest() {
        sends("a");
        loop.perform(transport::close);
        assertThat(transport.isEnded()).isFalse();
        assertThat(post("4x").answer()).isEqualTo("error 1");
        assertThat(poll().answer()).isEqualTo("4a\u001e1");
        assertThat(poll().answer()).isEqualTo("error 1");
    }

    @Test
    void theWaitingPollIsAnsweredWithTheClosePacket() {
        FakePollExchange poll = poll();
        loop.perform(transport::close);
        assertThat(transport.isEnded()).isTrue();
        assertThat(poll.answer()).isEqualTo("1");
    }

    @Test
    void framesSentInTheTaskOfTheCloseAreStillSent() {
        FakePollExchange poll = poll();
        loop.perform(() -> {
            transport.send(Frame.PING);
            transport.close();
        });
        assertThat(poll.answer()).isEqualTo("2\u001e1");
    }

    @Test
    void releasePollAnswersTheWaitingPoll() {
        FakePollExchange poll = poll();
        loop.perform(transport::releasePoll);
        assertThat(poll.answer()).isEqualTo("6");
        loop.perform(transport::releasePoll);
        sends("a");
        assertThat(poll().answer()).isEqualTo("4a");
    }

    @Test
    void releasePollSendsQueuedFramesInsteadOfANoop() {
        FakePollExchange poll = poll();
        loop.perform(() -> {
            transport.send(Frame.PING);
            transport.releasePoll();
        });
        assertThat(poll.answer()).isEqualTo("2");
    }

    @Test
    void detachReturnsQueuedFrames() {
        sends("a");
        sends("b");
        List<String> rest = new ArrayList<>();
        loop.perform(() -> {
            Queue<Frame> frames = transport.detach();
            frames.forEach(frame -> {
                rest.add(frame.takeWebSocketFrame().toString(StandardCharsets.UTF_8).substring(2));
                frame.release();
            });
        });
        assertThat(rest).containsExactly("4a", "4b");
        assertThat(poll().answer()).isEqualTo("error 1");
        assertThat(events.ends).isEmpty();
    }

    @Test
    void detachInTheTaskOfASendReturnsTheFrameAndRefusesThePoll() {
        FakePollExchange poll = poll();
        loop.perform(() -> {
            transport.send(Frame.PING);
            assertThat(transport.detach()).containsExactly(Frame.PING);
        });
        assertThat(poll.answer()).isEqualTo("error 3");
    }

    @Test
    void aPostThatIsNotReadBeforeTheDetachIsRefused() {
        FakePollExchange post = post();
        loop.perform(transport::detach);
        loop.perform(() -> post.body("4lost"));
        assertThat(post.answer()).isEqualTo("error 1");
        assertThat(events.packets).isEmpty();
    }
}

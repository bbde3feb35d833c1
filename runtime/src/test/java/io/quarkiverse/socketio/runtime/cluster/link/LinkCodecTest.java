package io.quarkiverse.socketio.runtime.cluster.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.quarkiverse.socketio.cluster.ClusterEvent;
import io.quarkiverse.socketio.runtime.cluster.link.LinkMessage.Bus;
import io.quarkiverse.socketio.runtime.cluster.link.LinkMessage.ClusterView;
import io.quarkiverse.socketio.runtime.cluster.link.LinkMessage.Hello;
import io.quarkiverse.socketio.runtime.cluster.link.LinkMessage.Lane;
import io.quarkiverse.socketio.runtime.cluster.link.LinkMessage.Load;
import io.quarkiverse.socketio.runtime.cluster.link.LinkMessage.Members;
import io.quarkiverse.socketio.runtime.cluster.link.LinkMessage.Ready;
import io.quarkiverse.socketio.runtime.cluster.link.LinkMessage.Stop;
import io.quarkiverse.socketio.runtime.cluster.link.SequencerMessage.Sequence;
import io.quarkiverse.socketio.runtime.cluster.link.SequencerMessage.SequenceStart;
import io.quarkiverse.socketio.runtime.cluster.link.SequencerMessage.Sequenced;
import io.quarkiverse.socketio.runtime.cluster.link.SessionMessage.ForgetSession;
import io.quarkiverse.socketio.runtime.cluster.link.SessionMessage.ReleaseSession;
import io.quarkiverse.socketio.runtime.cluster.link.SessionMessage.SaveSession;
import io.quarkiverse.socketio.runtime.cluster.link.SessionMessage.SessionReleased;
import io.quarkiverse.socketio.runtime.cluster.link.SessionMessage.SessionSaved;
import io.quarkiverse.socketio.runtime.cluster.link.SessionMessage.TakeSession;
import io.quarkiverse.socketio.runtime.cluster.link.SessionMessage.TakenSession;

class LinkCodecTest {
    /** Version, type, two ints and four longs: these send no {@code Activity}. */
    private static final int LOAD_OF_EARLIER_BUILDS = 2 + 2 * 4 + 4 * 8;

    static Stream<LinkMessage> messages() {
        return Stream.of(new Hello(Lane.DESCRIPTORS, 4095, "secret"), new Ready(),
                new Load(7, 1L << 40, 3, 1L << 33, 12_345, 99, new LinkMessage.Activity(5, 6, 1L << 31, 7, "1.0 now")),
                new Members(Set.of(1, 4095)), new Members(Set.of()), new ClusterView(false, List.of()),
                new ClusterView(true,
                        List.of(new LinkMessage.SeatView(1, 17, 4_194_304, "RUNNING", 3, 250_000, 1_700_000_000_000L,
                                1L << 32, 0.75), new LinkMessage.SeatView(1024, 0, 0, "FAILED", 0, 0, 0, 0, 0))),
                new Stop(30_000), new LinkMessage.Drain(30_000), new LinkMessage.Drained(), new LinkMessage.Shed(7),
                new LinkMessage.Lead(true), new LinkMessage.Lead(false), new LinkMessage.LeadershipEnded(),
                new LinkMessage.QueryRequest(3, new Query.Scale(4)), new LinkMessage.QueryResponse(3, false, "är"),
                new LinkMessage.QueryResponse(4, true, ""));
    }

    static Stream<ClusterEvent> events() {
        return Stream.of(new ClusterEvent.WorkerSpawned(1, 7, 1L << 22), new ClusterEvent.WorkerReady(1, 7),
                new ClusterEvent.WorkerDraining(2, 8), new ClusterEvent.WorkerFailed(3, "it crashed 6 times"),
                new ClusterEvent.WorkerExited(1, 7, 137, OptionalInt.of(9), false, true),
                new ClusterEvent.WorkerExited(1, 7, 0, OptionalInt.empty(), true, false),
                new ClusterEvent.ClusterReady(4, Duration.ofMillis(2345)), new ClusterEvent.ClusterShutdown(),
                new ClusterEvent.RollingRestartStarted(4, "signal USR2"),
                new ClusterEvent.RollingRestartFinished(2, Duration.ofSeconds(9), "[w3] does not start"),
                new ClusterEvent.SignalReceived("HUP"));
    }

    @ParameterizedTest
    @MethodSource("events")
    void clusterEventsSurviveEncodingAndDecoding(ClusterEvent event) {
        messagesSurviveEncodingAndDecoding(new LinkMessage.Announcement(event));
        aTruncatedFrameIsAnError(new LinkMessage.Announcement(event));
    }

    @Test
    void everyEventHasAnEncoding() {
        assertThat(events().map(Object::getClass).distinct()).containsExactlyInAnyOrder(
                ClusterEvent.class.getPermittedSubclasses());
    }

    @Test
    void aReplyMayBeLong() {
        messagesSurviveEncodingAndDecoding(new LinkMessage.QueryResponse(1, true, "ä".repeat(100_000)));
    }

    @Test
    void anEventOfALaterBuildIsSkipped() {
        ByteBuf frame = encoded(new LinkMessage.Announcement(new ClusterEvent.ClusterShutdown())).skipBytes(4);
        frame.setByte(frame.writerIndex() - 1, 200);
        assertThat(LinkCodec.decode(frame)).isNull();
    }

    @ParameterizedTest
    @MethodSource("messages")
    void messagesSurviveEncodingAndDecoding(LinkMessage message) {
        ByteBuf whole = encoded(message);
        assertThat(whole.readInt()).isEqualTo(whole.readableBytes());
        assertThat(LinkCodec.decode(whole)).isEqualTo(message);
    }

    @Test
    void aBusFrameIsReadWithItsBody() {
        Bus read = (Bus) LinkCodec.decode(encoded(new Bus(3, BusChannel.ALL, new byte[] { 1, 2, 3 })).skipBytes(4));
        assertThat(read.from()).isEqualTo(3);
        assertThat(read.to()).isEqualTo(BusChannel.ALL);
        assertThat(read.body()).containsExactly(1, 2, 3);
    }

    static Stream<LinkMessage> messagesOfTheOrderAndOfSessions() {
        byte[] bytes = { 1, 2, 3 };
        return Stream.of(new Sequence(new byte[0]), new Sequence(bytes), new Sequenced(1L << 40, 7, bytes),
                new SequenceStart("aB3-_x", 1L << 40), new SaveSession(saved("", bytes), true, false),
                new SaveSession(saved("k".repeat(128), new byte[100_000]), false, true), new SessionSaved(),
                new TakeSession(-1, "kä", bytes, 4095, true), new TakenSession(5, bytes), new TakenSession(5, new byte[0]),
                new TakenSession(6, null), new ForgetSession("key"), new ReleaseSession(7, "key", bytes),
                new SessionReleased(Integer.MAX_VALUE));
    }

    private static EncodedSession saved(String key, byte[] session) {
        return new EncodedSession(key, new byte[] { 9, 8 }, session, Duration.ofMillis(120_001));
    }

    @ParameterizedTest
    @MethodSource("messagesOfTheOrderAndOfSessions")
    void sequencingAndSessionMessagesSurviveEncodingAndDecoding(LinkMessage message) {
        ByteBuf whole = encoded(message);
        assertThat(whole.readInt()).isEqualTo(whole.readableBytes());
        assertThat(LinkCodec.decode(whole)).usingRecursiveComparison().isEqualTo(message);
        assertThat(whole.isReadable()).isFalse();
    }

    @ParameterizedTest
    @MethodSource("messagesOfTheOrderAndOfSessions")
    void truncatedSequencingAndSessionMessagesAreAnError(LinkMessage message) {
        ByteBuf whole = encoded(message).skipBytes(4);
        int body = message instanceof Sequence sequence ? sequence.body().length
                : message instanceof Sequenced sequenced ? sequenced.body().length : 0;
        // the longest frame is not cut at every place
        for (int length = 0; length < whole.readableBytes() - body; length += length < 500 ? 1 : 997) {
            ByteBuf cut = whole.slice(whole.readerIndex(), length);
            assertThatThrownBy(() -> LinkCodec.decode(cut)).isInstanceOf(LinkException.class);
        }
    }

    @ParameterizedTest
    @MethodSource("messagesOfTheOrderAndOfSessions")
    void addedFieldsOfSequencingAndSessionMessagesAreSkipped(LinkMessage message) {
        if (!(message instanceof Sequence) && !(message instanceof Sequenced)) {
            ByteBuf longer = Unpooled.wrappedBuffer(encoded(message).skipBytes(4), Unpooled.wrappedBuffer(new byte[] { 9, 9 }));
            assertThat(LinkCodec.decode(longer)).usingRecursiveComparison().isEqualTo(message);
        }
    }

    @Test
    void everyTypeHasItsOwnMessageAndNumber() {
        Stream<LinkMessage> others = Stream.of(new Bus(1, 2, new byte[0]),
                new LinkMessage.Announcement(new ClusterEvent.ClusterShutdown()));
        assertThat(Stream.of(messages(), messagesOfTheOrderAndOfSessions(), others).flatMap(all -> all)
                .map(LinkMessage::type).distinct()).containsExactlyInAnyOrder(LinkMessageType.values());
        assertThat(Stream.of(LinkMessageType.values()).map(type -> type.code)).doesNotHaveDuplicates();
    }

    @Test
    void inconsistentLengthsAreAnError() {
        ByteBuf frame = encoded(new TakenSession(5, new byte[3])).skipBytes(4);
        int length = frame.readerIndex() + 2 + Integer.BYTES + 1;
        for (int lie : new int[] { 4, Integer.MAX_VALUE, -1, Integer.MIN_VALUE }) {
            ByteBuf lying = frame.copy().setInt(length - frame.readerIndex(), lie);
            assertThatThrownBy(() -> LinkCodec.decode(lying)).isInstanceOf(LinkException.class);
        }
    }

    @Test
    void aSequencedFrameSharesTheBodyOfItsSendersFrame() {
        ByteBuf sent = encoded(new Sequence(new byte[] { 1, 2, 3 }));
        assertThat(SequencedFrames.isSequence(sent)).isTrue();
        assertThat(SequencedFrames.isSequence(encoded(new Ready()))).isFalse();
        assertThat(SequencedFrames.isSequence(encoded(new Bus(3, 4, new byte[9])))).isFalse();
        SequencedFrames.stamp(1L << 40, 77, sent);
        assertThat(sent).isEqualTo(encoded(new Sequenced(1L << 40, 77, new byte[] { 1, 2, 3 })));
        assertThat(encoded(new Sequence(new byte[SequencedFrames.MAX_BODY])).readableBytes()).isEqualTo(LinkCodec.MAX_FRAME);
    }

    @Test
    void aFrameTooShortForASequenceNumberIsNotSequenced() {
        ByteBuf cut = encoded(new Sequence(new byte[0]));
        assertThat(SequencedFrames.isSequence(cut)).isTrue();
        assertThat(SequencedFrames.isSequence(cut.slice(0, cut.readableBytes() - 1))).isFalse();
    }

    @Test
    void theHeadOfABusFrameIsReadWithoutItsBody() {
        ByteBuf whole = encoded(new Bus(12, 34, new byte[0]));
        assertThat(LinkCodec.isBus(whole)).isTrue();
        assertThat(LinkCodec.busFrom(whole)).isEqualTo(12);
        assertThat(LinkCodec.busTo(whole)).isEqualTo(34);
        assertThat(whole.readableBytes()).isEqualTo(LinkCodec.BUS_OVERHEAD);
        assertThat(LinkCodec.isBus(encoded(new Ready()))).isFalse();
    }

    @ParameterizedTest
    @MethodSource("messages")
    void aTruncatedFrameIsAnError(LinkMessage message) {
        ByteBuf whole = encoded(message).skipBytes(4);
        for (int length = 0; length < whole.readableBytes(); length++) {
            ByteBuf cut = whole.slice(whole.readerIndex(), length);
            if (message instanceof Load && length == LOAD_OF_EARLIER_BUILDS) {
                assertThat(LinkCodec.decode(cut)).isInstanceOf(Load.class);
                continue;
            }
            assertThatThrownBy(() -> LinkCodec.decode(cut)).isInstanceOf(LinkException.class);
        }
    }

    @ParameterizedTest
    @MethodSource("messages")
    void addedFieldsOfLaterBuildsAreSkipped(LinkMessage message) {
        ByteBuf longer = Unpooled.wrappedBuffer(encoded(message).skipBytes(4), Unpooled.wrappedBuffer(new byte[] { 9, 9 }));
        assertThat(LinkCodec.decode(longer)).isEqualTo(message);
    }

    @Test
    void aMessageOfALaterBuildIsSkipped() {
        assertThat(LinkCodec.decode(Unpooled.wrappedBuffer(new byte[] { LinkCodec.VERSION, 99, 1, 2, 3 }))).isNull();
    }

    @Test
    void anotherVersionIsAnError() {
        ByteBuf frame = Unpooled.wrappedBuffer(new byte[] { LinkCodec.VERSION + 1, 2 });
        assertThatThrownBy(() -> LinkCodec.decode(frame)).isInstanceOf(LinkException.class).hasMessageContaining("version 2");
    }

    @Test
    void randomBytesAreSkippedOrAnError() {
        Random random = new Random(4711);
        for (int i = 0; i < 20_000; i++) {
            byte[] garbage = new byte[random.nextInt(60)];
            random.nextBytes(garbage);
            if (garbage.length > 1 && i % 2 == 0) {
                garbage[0] = LinkCodec.VERSION;
                garbage[1] = (byte) random.nextInt(25);
            }
            try {
                LinkCodec.decode(Unpooled.wrappedBuffer(garbage));
            } catch (LinkException expected) {
                assertThat(expected).hasMessageStartingWith("");
            }
        }
    }

    private static ByteBuf encoded(LinkMessage message) {
        ByteBuf out = Unpooled.buffer();
        LinkCodec.encode(message, out);
        return out;
    }
}

package io.quarkiverse.socketio.runtime.bus.ipc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkiverse.socketio.runtime.bus.ClusterMessage;
import io.quarkiverse.socketio.runtime.bus.FieldWriter;
import io.quarkiverse.socketio.runtime.bus.HostMessages;
import io.quarkiverse.socketio.runtime.bus.LogMessages;
import io.quarkiverse.socketio.runtime.bus.MessageKind;
import io.quarkiverse.socketio.runtime.bus.ServerData;
import io.quarkiverse.socketio.runtime.socketio.adapter.SocketDetails;
import io.quarkiverse.socketio.runtime.socketio.packet.EncodedPacket;
import io.quarkiverse.socketio.runtime.socketio.rooms.BroadcastFlags;
import io.quarkiverse.socketio.runtime.socketio.rooms.BroadcastOptions;

class MessageCodecTest {
    private static final BroadcastOptions SOME = new BroadcastOptions(Set.of("a", "größer"), Set.of("b"),
            new BroadcastFlags(false, true, false));
    private static final EncodedPacket PACKET = new EncodedPacket("51-[\"ä\",{\"_placeholder\":true,\"num\":0}]".getBytes(
            StandardCharsets.UTF_8), List.of(new byte[] { 0, -1, 30 }));

    static Stream<ClusterMessage> messages() {
        return Stream.of(
                new ClusterMessage.Unknown(""),
                new HostMessages.Indexed(1L << 40, new ClusterMessage.SocketsJoin("/chat", SOME, Set.of("x"))),
                new HostMessages.IndexedElsewhere(1L << 40),
                new ServerData(new byte[] { 1, 0, -1 }),
                new HostMessages.ReadsOrder(),
                new ClusterMessage.Broadcast("/chat", SOME, PACKET),
                new ClusterMessage.Broadcast("/", BroadcastOptions.ALL, new EncodedPacket(new byte[0], List.of())),
                new ClusterMessage.Broadcast("/", BroadcastOptions.ofSocket("id", BroadcastFlags.DEFAULT), PACKET),
                new ClusterMessage.ServerSideEmit("/", PACKET),
                new ClusterMessage.SocketsJoin("/", SOME, Set.of("x", "y")),
                new ClusterMessage.SocketsLeave("/", SOME, Set.of()),
                new ClusterMessage.DisconnectSockets("/", SOME, true),
                new ClusterMessage.BroadcastWithAck("/", "5f", SOME, Duration.ofMillis(1500), PACKET),
                new ClusterMessage.ClientCount("/", "5f", 70_000),
                new ClusterMessage.ClientAck("/", "5f", PACKET),
                new ClusterMessage.ClientAck("/", "5f", null),
                new ClusterMessage.ServerSideRequest("/", "5f", PACKET),
                new ClusterMessage.ServerSideResponse("/", "5f", PACKET),
                new ClusterMessage.ServerSideResponse("/", "5f", null),
                new ClusterMessage.FetchSockets("/", "5f", SOME),
                new ClusterMessage.FetchedSockets("/", "", List.of(), false),
                new LogMessages.FetchLogs("/", "5f", 1L << 40),
                new LogMessages.FetchedLog("", "5f", 7, List.of(), false),
                new LogMessages.FetchedLog("/chat", "5f", 1L << 40,
                        List.of(new LogMessages.LoggedEvent(1L << 41, SOME, PACKET),
                                new LogMessages.LoggedEvent((1L << 41) + 1, BroadcastOptions.ALL, null)),
                        true),
                new ClusterMessage.FetchedSockets("/", "5f",
                        List.of(new SocketDetails("id", Set.of("id", "r"), new byte[] { 1, 2 }, new byte[] { 3 })), true));
    }

    private static ClusterMessage decoded(byte[] bytes) {
        MessageCodec.Decoded decoded = MessageCodec.decode(bytes);
        assertThat(decoded.skipped()).isZero();
        return decoded.message();
    }

    private static void same(ClusterMessage actual, ClusterMessage expected) {
        assertThat(actual).usingRecursiveComparison().withStrictTypeChecking().isEqualTo(expected);
    }

    @ParameterizedTest
    @MethodSource("messages")
    void messagesSurviveEncodingAndDecoding(ClusterMessage message) {
        same(decoded(MessageCodec.encode(message)), message);
    }

    @ParameterizedTest
    @EnumSource
    void everyKindOfMessageIsCovered(MessageKind kind) {
        assertThat(messages()).anyMatch(message -> message.kind() == kind);
        assertThat(MessageKind.of(kind.number())).isSameAs(kind);
    }

    @Test
    void everyMessageHasItsOwnKind() {
        assertThat(messages().map(ClusterMessage::kind).distinct()).hasSize(messagesBelow(ClusterMessage.class))
                .hasSize((int) messages().map(Object::getClass).distinct().count());
    }

    private static int messagesBelow(Class<?> type) {
        return type.isSealed() ? Stream.of(type.getPermittedSubclasses()).mapToInt(MessageCodecTest::messagesBelow).sum() : 1;
    }

    @ParameterizedTest
    @MethodSource("messages")
    void addedFieldsOfLaterBuildsAreSkipped(ClusterMessage message) {
        byte[] bytes = MessageCodec.encode(message, "trace");
        byte[] later = Arrays.copyOf(bytes, bytes.length + 7);
        MessageCodec.Decoded decoded = MessageCodec.decode(later);
        same(decoded.message(), message);
        assertThat(decoded.trace()).isEqualTo("trace");
        assertThat(decoded.skipped()).isEqualTo(7);
    }

    @Test
    void addedFieldsOfSocketsAndSelectionsAreSkipped() {
        FieldWriter fetched = head(MessageKind.FETCHED_SOCKETS).string("5f").list(List.of("a", "b"), (out, id) -> out
                .string(id).strings(Set.of("r")).bytes(new byte[] { 1 }).bytes(new byte[] { 2 }).string("a later field"))
                .bool(true);
        MessageCodec.Decoded sockets = MessageCodec.decode(fetched.toByteArray());
        same(sockets.message(), new ClusterMessage.FetchedSockets("/", "5f", List.of(
                new SocketDetails("a", Set.of("r"), new byte[] { 1 }, new byte[] { 2 }),
                new SocketDetails("b", Set.of("r"), new byte[] { 1 }, new byte[] { 2 })), true));
        assertThat(sockets.skipped()).isEqualTo(2 * (4 + 13));

        FieldWriter options = new FieldWriter().strings(Set.of("x")).strings(Set.of()).int8(0).int64(9);
        FieldWriter leave = head(MessageKind.SOCKETS_LEAVE).bytes(options.toByteArray()).strings(Set.of("y"));
        MessageCodec.Decoded left = MessageCodec.decode(leave.toByteArray());
        same(left.message(), new ClusterMessage.SocketsLeave("/",
                new BroadcastOptions(Set.of("x"), Set.of(), new BroadcastFlags(false, false, false)), Set.of("y")));
        assertThat(left.skipped()).isEqualTo(8);
    }

    private static FieldWriter head(MessageKind kind) {
        return new FieldWriter().int8(ClusterMessage.VERSION).int16(0).int8(kind.number()).string("/");
    }

    @Test
    void messagesOfUnknownKindsAreSkipped() {
        byte[] later = MessageCodec.encode(new ClusterMessage.ServerSideEmit("/", PACKET));
        for (int number = 0; number < 256; number++) {
            if (MessageKind.of(number) == null) {
                later[3] = (byte) number;
                MessageCodec.Decoded decoded = MessageCodec.decode(later);
                assertThat(decoded.message()).isEqualTo(new ClusterMessage.Unknown(""));
                assertThat(decoded.skipped()).isPositive();
            }
        }
    }

    @Test
    void anIndexedMessageOfAnUnknownKindKeepsItsIndex() {
        byte[] later = head(MessageKind.INDEXED).int64(7).int8(255).string("more").toByteArray();
        assertThat(MessageCodec.decode(later).message())
                .isEqualTo(new HostMessages.Indexed(7, new ClusterMessage.Unknown("/")));
        byte[] inItself = head(MessageKind.INDEXED).int64(7).int8(MessageKind.INDEXED.number()).int64(8).toByteArray();
        assertThat(MessageCodec.decode(inItself).message())
                .isEqualTo(new HostMessages.Indexed(7, new ClusterMessage.Unknown("/")));
    }

    @Test
    void messagesThatNeedALaterVersionAreSkipped() {
        byte[] later = MessageCodec.encode(new ClusterMessage.ServerSideEmit("/", PACKET));
        later[0] = ClusterMessage.VERSION + 1;
        assertThat(MessageCodec.decode(later).message()).isEqualTo(new ClusterMessage.Unknown(""));
        assertThat(MessageCodec.decode(new byte[] { -1 }).message()).isEqualTo(new ClusterMessage.Unknown(""));
    }

    @ParameterizedTest
    @MethodSource("messages")
    void aMessageHasTheLowestVersionThatCanReadIt(ClusterMessage message) {
        assertThat(MessageCodec.encode(message)[0]).isEqualTo((byte) message.version());
        assertThat(message.version()).isBetween(ClusterMessage.OLDEST_VERSION, ClusterMessage.VERSION);
    }

    @ParameterizedTest
    @MethodSource("messages")
    void theTraceContextOfTheSenderIsCarried(ClusterMessage message) {
        String trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        byte[] bytes = MessageCodec.encode(message, trace);
        assertThat(MessageCodec.decode(bytes).trace()).isEqualTo(trace);
        same(decoded(bytes), message);
        assertThat(bytes).hasSize(MessageCodec.encode(message).length + trace.length());
        assertThat(MessageCodec.decode(MessageCodec.encode(message)).trace()).isNull();
    }

    @Test
    void anOversizedTraceContextIsOmitted() {
        ClusterMessage message = new ClusterMessage.ServerSideEmit("/", PACKET);
        assertThat(MessageCodec.decode(MessageCodec.encode(message, "x".repeat(8192))).trace()).hasSize(8192);
        assertThat(MessageCodec.encode(message, "x".repeat(8193))).isEqualTo(MessageCodec.encode(message));
    }

    @Test
    void aTooOldVersionIsRefusedByNumber() {
        byte[] bytes = MessageCodec.encode(new ClusterMessage.ServerSideEmit("/", PACKET));
        bytes[0] = 5;
        assertThatThrownBy(() -> MessageCodec.decode(bytes)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("message of version 5, the oldest known is " + ClusterMessage.OLDEST_VERSION);
    }

    @ParameterizedTest
    @MethodSource("messages")
    void aTruncatedMessageIsRefused(ClusterMessage message) {
        byte[] bytes = MessageCodec.encode(message);
        for (int length = 0; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> MessageCodec.decode(cut)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = { -1, Integer.MIN_VALUE, Integer.MAX_VALUE, 3 })
    void excessiveCountsAndLengthsAreRefusedBeforeAnAllocation(int count) {
        byte[] lengthOfText = head(MessageKind.SERVER_SIDE_EMIT).int32(count).int16(0).toByteArray();
        byte[] attachments = head(MessageKind.SERVER_SIDE_EMIT).int32(0).int32(count).int64(0).toByteArray();
        byte[] sockets = head(MessageKind.FETCHED_SOCKETS).string("5f").int32(count).int64(0).toByteArray();
        byte[] rooms = head(MessageKind.SOCKETS_JOIN).int32(8).int32(count).int32(0).toByteArray();
        for (byte[] bytes : List.of(lengthOfText, attachments, sockets, rooms)) {
            assertThatThrownBy(() -> MessageCodec.decode(bytes)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void nestedLengthsCannotExceedTheirContainer() {
        FieldWriter inner = new FieldWriter().strings(Set.of()).int32(1).int32(4);
        byte[] bytes = head(MessageKind.SOCKETS_JOIN).bytes(inner.toByteArray()).int64(0).int64(0).toByteArray();
        assertThatThrownBy(() -> MessageCodec.decode(bytes)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void randomBytesAreRefusedWithoutLargeAllocations() {
        Random random = new Random(42);
        for (int i = 0; i < 10_000; i++) {
            byte[] garbage = new byte[random.nextInt(64)];
            random.nextBytes(garbage);
            if (garbage.length > 3) {
                garbage[0] = ClusterMessage.VERSION;
                garbage[1] = (byte) (random.nextInt(4) == 0 ? random.nextInt() : 0);
                garbage[2] = (byte) random.nextInt(20);
                garbage[3] = (byte) random.nextInt(20);
            }
            try {
                MessageCodec.decode(garbage);
            } catch (IllegalArgumentException expected) {
                // the only way to refuse
            }
        }
    }
}

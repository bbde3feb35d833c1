package io.quarkiverse.socketio.runtime.bus.ipc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.quarkiverse.socketio.runtime.bus.ClusterMessage;
import io.quarkiverse.socketio.runtime.socketio.adapter.Estate;
import io.quarkiverse.socketio.runtime.socketio.adapter.Flags;
import io.quarkiverse.socketio.runtime.socketio.adapter.Origin;
import io.quarkiverse.socketio.runtime.socketio.adapter.Selection;
import io.quarkiverse.socketio.runtime.socketio.adapter.SessionStore;
import io.quarkiverse.socketio.runtime.socketio.adapter.SocketDetails;
import io.quarkiverse.socketio.runtime.socketio.adapter.StoredSession;
import io.quarkiverse.socketio.runtime.socketio.packet.EncodedPacket;

class MessageCodecTest {
    private static final Selection SOME = new Selection(Set.of("a", "größer"), Set.of("b"), new Flags(false, true, false));
    private static final EncodedPacket PACKET = new EncodedPacket("51-[\"ä\",{\"_placeholder\":true,\"num\":0}]".getBytes(
            StandardCharsets.UTF_8), List.of(new byte[] { 0, -1, 30 }));

    static Stream<ClusterMessage> messages() {
        return Stream.of(
                new ClusterMessage.Broadcast("/chat", SOME, PACKET, 1L << 40),
                new ClusterMessage.Broadcast("/", Selection.ALL, new EncodedPacket(new byte[0], List.of()), 0),
                new ClusterMessage.Broadcast("/", Selection.ofSocket("id", Flags.DEFAULT), PACKET, 1),
                new ClusterMessage.ServerSideEmit("/", PACKET),
                new ClusterMessage.SocketsJoin("/", SOME, Set.of("x", "y")),
                new ClusterMessage.SocketsLeave("/", SOME, Set.of()),
                new ClusterMessage.DisconnectSockets("/", SOME, true),
                new ClusterMessage.BroadcastWithAck("/", "5f", SOME, Duration.ofMillis(1500), PACKET),
                new ClusterMessage.ClientCount("/", "5f", 70_000),
                new ClusterMessage.ClientAck("/", "5f", PACKET),
                new ClusterMessage.ClientAck("/", "5f", null),
                new ClusterMessage.ServerSideQuestion("/", "5f", PACKET),
                new ClusterMessage.ServerSideAnswer("/", "5f", PACKET),
                new ClusterMessage.ServerSideAnswer("/", "5f", null),
                new ClusterMessage.FetchSockets("/", "5f", SOME),
                new ClusterMessage.FetchedSockets("/", "", List.of(), false),
                new ClusterMessage.Entered("/chat"),
                new ClusterMessage.Heard("/", Map.of("17", 1L << 40, "18", 3L)),
                new ClusterMessage.ClaimSession("/", "5f", "a pid", "an offset"),
                new ClusterMessage.ClaimedSession("/", "5f", null, List.of(), false, "18"),
                new ClusterMessage.ClaimEnded("/", "5f"),
                new ClusterMessage.ClaimedSession("/", "5f", null, List.of(new SessionStore.Missed(PACKET, false)), true, null),
                new ClusterMessage.ClaimedSession("/", "5f",
                        new ClusterMessage.MovedSession("id", "a pid", Set.of("id", "r"), new byte[] { 1, 2 },
                                Map.of("17", 5L)),
                        List.of(new SessionStore.Missed(PACKET, true), new SessionStore.Missed(PACKET, false)), false, null),
                bequest(),
                new ClusterMessage.FetchedSockets("/", "5f",
                        List.of(new SocketDetails("id", Set.of("id", "r"), new byte[] { 1, 2 }, new byte[] { 3 })), true));
    }

    private static ClusterMessage bequest() {
        Estate estate = new Estate("prefix.", "another.", 7, Map.of("17", 5L), 6,
                List.of(new Estate.Kept(PACKET, SOME, new Origin("17", 5), Duration.ofMillis(1500)),
                        new Estate.Kept(PACKET, Selection.ofSocket("id", Flags.DEFAULT), Origin.LOCAL, Duration.ZERO)),
                List.of());
        ClusterMessage.MovedSession session = new ClusterMessage.MovedSession("id", "a pid", Set.of("id"), new byte[] { 3 },
                Map.of());
        return new ClusterMessage.Bequest("/", estate,
                List.of(new ClusterMessage.LeftSession(session, 3, null, Duration.ofMillis(5)),
                        new ClusterMessage.LeftSession(session, 3, new StoredSession.Former("there", "here"), Duration.ZERO)),
                true);
    }

    @ParameterizedTest
    @MethodSource("messages")
    void whatIsEncodedIsDecoded(ClusterMessage message) {
        assertThat(MessageCodec.decode(MessageCodec.encode(message))).usingRecursiveComparison().isEqualTo(message);
    }

    @ParameterizedTest
    @MethodSource("messages")
    void everyKindOfMessageIsCovered(ClusterMessage message) {
        assertThat(messages().map(Object::getClass).distinct().count())
                .isEqualTo(kindsBelow(ClusterMessage.class));
    }

    private static long kindsBelow(Class<?> type) {
        return type.isSealed() ? Stream.of(type.getPermittedSubclasses()).mapToLong(MessageCodecTest::kindsBelow).sum() : 1;
    }

    @ParameterizedTest
    @MethodSource("messages")
    void theTraceOfTheSenderTravelsAlong(ClusterMessage message) {
        String trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        byte[] bytes = MessageCodec.encode(message, trace);
        assertThat(MessageCodec.trace(bytes)).isEqualTo(trace);
        assertThat(MessageCodec.decode(bytes)).usingRecursiveComparison().isEqualTo(message);
        assertThat(bytes).hasSize(MessageCodec.encode(message).length + trace.length());
        assertThat(MessageCodec.trace(MessageCodec.encode(message))).isNull();
    }

    @Test
    void aTraceThatIsTooLongIsLeftOut() {
        ClusterMessage message = new ClusterMessage.ServerSideEmit("/", PACKET);
        assertThat(MessageCodec.trace(MessageCodec.encode(message, "x".repeat(8192)))).hasSize(8192);
        assertThat(MessageCodec.encode(message, "x".repeat(8193))).isEqualTo(MessageCodec.encode(message));
    }

    @Test
    void anotherVersionIsRefusedByName() {
        byte[] bytes = MessageCodec.encode(new ClusterMessage.ServerSideEmit("/", PACKET));
        bytes[0] = 9;
        assertThatThrownBy(() -> MessageCodec.decode(bytes)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("message of version 9, known is " + MessageCodec.VERSION);
    }

    @ParameterizedTest
    @MethodSource("messages")
    void aMessageCutAnywhereIsRefused(ClusterMessage message) {
        byte[] bytes = MessageCodec.encode(message);
        for (int length = 0; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> MessageCodec.decode(cut)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void garbageIsRefusedAndAllocatesNothingLarge() {
        Random random = new Random(42);
        for (int i = 0; i < 10_000; i++) {
            byte[] garbage = new byte[random.nextInt(64)];
            random.nextBytes(garbage);
            if (garbage.length > 2) {
                garbage[0] = MessageCodec.VERSION;
                garbage[1] = (byte) (random.nextInt(4) == 0 ? random.nextInt() : 0);
                garbage[2] = (byte) random.nextInt(20);
            }
            try {
                MessageCodec.decode(garbage);
            } catch (IllegalArgumentException expected) {
                // the only way to refuse
            }
        }
    }
}

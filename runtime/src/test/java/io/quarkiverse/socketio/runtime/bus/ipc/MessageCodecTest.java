package io.quarkiverse.socketio.runtime.bus.ipc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.quarkiverse.socketio.runtime.bus.ClusterMessage;
import io.quarkiverse.socketio.runtime.socketio.adapter.Selection;
import io.quarkiverse.socketio.runtime.socketio.adapter.SocketDetails;
import io.quarkiverse.socketio.runtime.socketio.packet.EncodedPacket;

class MessageCodecTest {
    private static final Selection SOME = new Selection(Set.of("a", "größer"), Set.of("b"), false, true);
    private static final EncodedPacket PACKET = new EncodedPacket("51-[\"ä\",{\"_placeholder\":true,\"num\":0}]".getBytes(
            StandardCharsets.UTF_8), List.of(new byte[] { 0, -1, 30 }));

    static Stream<ClusterMessage> messages() {
        return Stream.of(
                new ClusterMessage.Broadcast("/chat", SOME, PACKET),
                new ClusterMessage.Broadcast("/", Selection.ALL, new EncodedPacket(new byte[0], List.of())),
                new ClusterMessage.ServerSideEmit("/", PACKET),
                new ClusterMessage.SocketsJoin("/", SOME, Set.of("x", "y")),
                new ClusterMessage.SocketsLeave("/", SOME, Set.of()),
                new ClusterMessage.DisconnectSockets("/", SOME, true),
                new ClusterMessage.FetchSockets("/", Long.MAX_VALUE, SOME),
                new ClusterMessage.FetchedSockets("/", 7,
                        List.of(new SocketDetails("id", Set.of("id", "r"), new byte[] { 1, 2 }))));
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
                .isEqualTo(ClusterMessage.class.getPermittedSubclasses().length);
    }

    @Test
    void anotherVersionIsRefusedByName() {
        byte[] bytes = MessageCodec.encode(new ClusterMessage.ServerSideEmit("/", PACKET));
        bytes[0] = 9;
        assertThatThrownBy(() -> MessageCodec.decode(bytes)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("message of version 9, known is 1");
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
            if (garbage.length > 1) {
                garbage[0] = MessageCodec.VERSION;
                garbage[1] = (byte) random.nextInt(9);
            }
            try {
                MessageCodec.decode(garbage);
            } catch (IllegalArgumentException expected) {
                // the only way to refuse
            }
        }
    }
}

package io.quarkiverse.socketio.runtime.bus.ipc;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import io.quarkiverse.socketio.runtime.WrittenBytes;
import io.quarkiverse.socketio.runtime.bus.ClusterMessage;
import io.quarkiverse.socketio.runtime.bus.HostMessages;
import io.quarkiverse.socketio.runtime.bus.LogMessages;
import io.quarkiverse.socketio.runtime.bus.MessageKind;
import io.quarkiverse.socketio.runtime.bus.ServerData;
import io.quarkiverse.socketio.runtime.socketio.adapter.SocketDetails;
import io.quarkiverse.socketio.runtime.socketio.packet.EncodedPacket;
import io.quarkiverse.socketio.runtime.socketio.rooms.BroadcastFlags;
import io.quarkiverse.socketio.runtime.socketio.rooms.BroadcastOptions;

/** Tests messages between workers of this build and of earlier ones, back to the oldest that may run beside it. */
class EarlierBusMessagesTest {
    /** A higher {@link ClusterMessage#OLDEST_VERSION} needs another file. */
    private static final WrittenBytes WRITTEN = WrittenBytes.of(EarlierBusMessagesTest.class,
            "messages-" + ClusterMessage.OLDEST_VERSION + ".txt");
    // no more than one room each: a set has no order
    private static final BroadcastOptions ROOM = new BroadcastOptions(Set.of("größer"), Set.of("b"),
            new BroadcastFlags(false, true, false));
    private static final BroadcastOptions SOCKET = BroadcastOptions.ofSocket("id", new BroadcastFlags(false, false, true));
    private static final EncodedPacket EVENT = new EncodedPacket("2[\"news\",\"ä\"]".getBytes(StandardCharsets.UTF_8),
            List.of());
    private static final EncodedPacket BINARY = new EncodedPacket("51-[\"b\",{\"_placeholder\":true,\"num\":0}]".getBytes(
            StandardCharsets.UTF_8), List.of(new byte[] { 0, -1, 30 }));

    private static final String TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    /** All kinds of messages by their names in that file. */
    static final Map<String, ClusterMessage> MESSAGES = new LinkedHashMap<>();
    static {
        MESSAGES.put("indexed", new HostMessages.Indexed(1L << 40, new ClusterMessage.Broadcast("/chat", ROOM, EVENT)));
        MESSAGES.put("indexed-elsewhere", new HostMessages.IndexedElsewhere(258));
        MESSAGES.put("reads-order", new HostMessages.ReadsOrder());
        MESSAGES.put("server-data", new ServerData(new byte[] { 1, 0, -1 }));
        MESSAGES.put("broadcast", new ClusterMessage.Broadcast("/chat", ROOM, EVENT));
        MESSAGES.put("broadcast-binary", new ClusterMessage.Broadcast("/", BroadcastOptions.ALL, BINARY));
        MESSAGES.put("broadcast-to-socket", new ClusterMessage.Broadcast("/", SOCKET, EVENT));
        MESSAGES.put("server-side-emit", new ClusterMessage.ServerSideEmit("/", EVENT));
        MESSAGES.put("sockets-join", new ClusterMessage.SocketsJoin("/", ROOM, Set.of("x")));
        MESSAGES.put("sockets-leave", new ClusterMessage.SocketsLeave("/", ROOM, Set.of("x")));
        MESSAGES.put("disconnect-sockets", new ClusterMessage.DisconnectSockets("/", ROOM, true));
        MESSAGES.put("broadcast-with-ack",
                new ClusterMessage.BroadcastWithAck("/", "5f", ROOM, Duration.ofMillis(1500), EVENT));
        MESSAGES.put("client-count", new ClusterMessage.ClientCount("/", "5f", 70_000));
        MESSAGES.put("client-ack", new ClusterMessage.ClientAck("/", "5f", BINARY));
        MESSAGES.put("client-ack-none", new ClusterMessage.ClientAck("/", "5f", null));
        MESSAGES.put("server-side-request", new ClusterMessage.ServerSideRequest("/", "5f", EVENT));
        MESSAGES.put("server-side-response", new ClusterMessage.ServerSideResponse("/", "5f", EVENT));
        MESSAGES.put("server-side-response-none", new ClusterMessage.ServerSideResponse("/", "5f", null));
        MESSAGES.put("fetch-sockets", new ClusterMessage.FetchSockets("/", "5f", ROOM));
        MESSAGES.put("fetched-sockets", new ClusterMessage.FetchedSockets("/", "5f",
                List.of(new SocketDetails("id", Set.of("r"), new byte[] { 1, 2 }, new byte[] { 3 }),
                        new SocketDetails("other", Set.of(), new byte[0], new byte[0])),
                true));
        MESSAGES.put("fetch-logs", new LogMessages.FetchLogs("", "5f", 1L << 40));
        MESSAGES.put("fetched-log", new LogMessages.FetchedLog("/chat", "5f", 1L << 40,
                List.of(new LogMessages.LoggedEvent(1L << 41, ROOM, EVENT),
                        new LogMessages.LoggedEvent((1L << 41) + 1, BroadcastOptions.ALL, null)),
                true));
    }

    static Stream<String> names() {
        return MESSAGES.keySet().stream();
    }

    private static void isRead(MessageCodec.Decoded decoded, String name) {
        assertThat(decoded.message()).as(WRITTEN.advice()).usingRecursiveComparison().withStrictTypeChecking()
                .isEqualTo(MESSAGES.get(name));
    }

    @Test
    void earlierBuildsReadMessagesOfThisBuild() {
        Map<String, byte[]> today = new LinkedHashMap<>();
        MESSAGES.forEach((name, message) -> today.put(name, MessageCodec.encode(message)));
        today.put("traced", MessageCodec.encode(new ClusterMessage.ServerSideEmit("/", EVENT), TRACE));
        WRITTEN.areWrittenToday(today);
    }

    @Test
    void tracesOfEarlierBuildsAreRead() {
        MessageCodec.Decoded decoded = WRITTEN.read(WRITTEN.of("traced"), MessageCodec::decode);
        isRead(decoded, "server-side-emit");
        assertThat(decoded.trace()).isEqualTo(TRACE);
    }

    @ParameterizedTest
    @MethodSource("names")
    void messagesOfEarlierBuildsAreRead(String name) {
        MessageCodec.Decoded decoded = WRITTEN.read(WRITTEN.of(name), MessageCodec::decode);
        isRead(decoded, name);
        assertThat(decoded.skipped()).as(WRITTEN.advice()).isZero();
        assertThat(decoded.trace()).isNull();
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "UNKNOWN")
    void everyKindOfMessageIsCovered(MessageKind kind) {
        assertThat(MESSAGES.values()).anyMatch(message -> message.kind() == kind);
    }

    @ParameterizedTest
    @MethodSource("names")
    void addedFieldsOfLaterBuildsAreSkippedAndCounted(String name) {
        byte[] written = WRITTEN.of(name);
        MessageCodec.Decoded decoded = WRITTEN.read(Arrays.copyOf(written, written.length + 5), MessageCodec::decode);
        isRead(decoded, name);
        assertThat(decoded.skipped()).isEqualTo(5);
    }
}

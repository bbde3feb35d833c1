package io.quarkiverse.socketio.runtime.bus.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.quarkiverse.socketio.runtime.bus.ClusterMessage;
import io.quarkiverse.socketio.runtime.bus.ClusterMessage.Broadcast;
import io.quarkiverse.socketio.runtime.bus.ClusterMessage.BroadcastWithAck;
import io.quarkiverse.socketio.runtime.bus.ClusterMessage.ClientAck;
import io.quarkiverse.socketio.runtime.bus.ClusterMessage.ClientCount;
import io.quarkiverse.socketio.runtime.bus.ClusterMessage.DisconnectSockets;
import io.quarkiverse.socketio.runtime.bus.ClusterMessage.FetchSockets;
import io.quarkiverse.socketio.runtime.bus.ClusterMessage.FetchedSockets;
import io.quarkiverse.socketio.runtime.bus.ClusterMessage.ServerSideEmit;
import io.quarkiverse.socketio.runtime.bus.ClusterMessage.ServerSideRequest;
import io.quarkiverse.socketio.runtime.bus.ClusterMessage.ServerSideResponse;
import io.quarkiverse.socketio.runtime.bus.ClusterMessage.SocketsJoin;
import io.quarkiverse.socketio.runtime.bus.ClusterMessage.SocketsLeave;
import io.quarkiverse.socketio.runtime.socketio.adapter.SocketDetails;
import io.quarkiverse.socketio.runtime.socketio.packet.EncodedPacket;
import io.quarkiverse.socketio.runtime.socketio.packet.IncomingPacket;
import io.quarkiverse.socketio.runtime.socketio.packet.JsonPacketParser;
import io.quarkiverse.socketio.runtime.socketio.packet.PacketParser;
import io.quarkiverse.socketio.runtime.socketio.rooms.BroadcastFlags;
import io.quarkiverse.socketio.runtime.socketio.rooms.BroadcastOptions;

/** Tests the messages of the adapter for pub/sub with bytes that Node's servers sent. */
class ClassicMessagesTest {
    private static final String UID = "ExRHbb";
    private static final PacketParser PARSER = new JsonPacketParser(new ObjectMapper(), 10);

    private final ClassicMessages messages = new ClassicMessages(new NodePackets(PARSER));

    private static EncodedPacket event(String name, Object... args) {
        return PARSER.encodeEvent("/", IncomingPacket.NO_ACK, name, args);
    }

    private static BroadcastOptions rooms(String... rooms) {
        return new BroadcastOptions(new LinkedHashSet<>(List.of(rooms)), Set.of(), BroadcastFlags.DEFAULT);
    }

    private String broadcast(BroadcastOptions options, EncodedPacket event) {
        return HexFormat.of().formatHex(messages.encodeBroadcast(UID, new Broadcast("/", options, event)));
    }

    private String request(ClusterMessage message) {
        return new String(messages.encodeRequest(UID, message), StandardCharsets.UTF_8);
    }

    private ClusterMessage readRequest(String json) {
        return messages.decodeRequest("/", json.getBytes(StandardCharsets.UTF_8)).message();
    }

    @Test
    void broadcastsAreWrittenAsNodeWritesThem() {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("a", true);
        object.put("n", null);
        assertThat(broadcast(BroadcastOptions.ALL, event("hello", 1, "2", object))).isEqualTo(
                "93a645785248626283a47479706502a46461746194a568656c6c6f01a13282a161c3a16ec0a36e7370a12f83a5726f6f6d7390a6657863657074"
                        + "90a5666c61677380");
        assertThat(broadcast(BroadcastOptions.ALL, event("bin", new byte[] { 1, 2, -1 }, Map.of("k", new byte[] { 9 }))))
                .isEqualTo(
                        "93a645785248626283a47479706502a46461746193a362696ec4030102ff81a16bc40109a36e7370a12f83a5726f6f6d7390"
                                + "a665786365707490a5666c61677380");
        assertThat(broadcast(rooms("room1"), event("r", 1))).isEqualTo(
                "93a645785248626283a47479706502a46461746192a17201a36e7370a12f83a5726f6f6d7391a5726f6f6d31a665786365707490a5666c61677380");
    }

    @Test
    void broadcastsOfNodeAndOfTheEmitterAreRead() throws Exception {
        ChannelFormat.Received server = messages.decodeBroadcast("/", HexFormat.of().parseHex(
                "93a645785248626283a47479706502a46461746192a17201a36e7370a12f83a5726f6f6d7391a5726f6f6d31a665786365707490a5666c61677380"));
        assertThat(server.uid()).isEqualTo(UID);
        Broadcast broadcast = (Broadcast) server.message();
        assertThat(broadcast.options()).isEqualTo(rooms("room1"));
        assertThat(new String(broadcast.packet().text(), StandardCharsets.UTF_8)).isEqualTo("2[\"r\",1]");
        byte[] emitter = HexFormat.of()
                .parseHex("93a7656d697474657283a47479706502a46461746193a16501c40103a36e7370a12f83a5726f6f6d"
                        + "7390a5666c61677380a665786365707490");
        assertThat(messages.decodeBroadcast("/", emitter).uid()).isEqualTo("emitter");
        assertThat(messages.decodeBroadcast("/chat", emitter)).as("another namespace").isNull();
    }

    @Test
    void requestsAreWrittenAsNodeWritesThem() {
        assertThat(request(new SocketsJoin("/", BroadcastOptions.ALL, new LinkedHashSet<>(List.of("j1", "j2"))))).isEqualTo(
                "{\"uid\":\"ExRHbb\",\"type\":2,\"opts\":{\"rooms\":[],\"except\":[]},\"rooms\":[\"j1\",\"j2\"]}");
        assertThat(request(new SocketsLeave("/", new BroadcastOptions(Set.of("room1"), Set.of("zz"), BroadcastFlags.DEFAULT),
                Set.of("j1")))).isEqualTo(
                        "{\"uid\":\"ExRHbb\",\"type\":3,\"opts\":{\"rooms\":[\"room1\"],\"except\":[\"zz\"]},\"rooms\":[\"j1\"]}");
        assertThat(request(new DisconnectSockets("/", rooms("room1"), true))).isEqualTo(
                "{\"uid\":\"ExRHbb\",\"type\":4,\"opts\":{\"rooms\":[\"room1\"],\"except\":[]},\"close\":true}");
        assertThat(request(new FetchSockets("/", "QnrFk5", BroadcastOptions.ALL))).isEqualTo(
                "{\"uid\":\"ExRHbb\",\"requestId\":\"QnrFk5\",\"type\":5,\"opts\":{\"rooms\":[],\"except\":[]}}");
        assertThat(request(new ServerSideEmit("/", event("sse", "w", Map.of("n", 1))))).isEqualTo(
                "{\"uid\":\"ExRHbb\",\"type\":6,\"data\":[\"sse\",\"w\",{\"n\":1}]}");
        assertThat(request(new ServerSideRequest("/", "lhIgsg", event("sse", "w")))).isEqualTo(
                "{\"uid\":\"ExRHbb\",\"requestId\":\"lhIgsg\",\"type\":6,\"data\":[\"sse\",\"w\"]}");
        assertThat(HexFormat.of().formatHex(messages.encodeRequest(UID,
                new BroadcastWithAck("/", "4XqYfV", BroadcastOptions.ALL, Duration.ofMillis(500), event("ack", "x")))))
                .isEqualTo(
                        "85a3756964a6457852486262a9726571756573744964a6345871596656a47479706507a67061636b657483a47479706502a464617461"
                                + "92a361636ba178a36e7370a12fa46f70747383a5726f6f6d7390a665786365707490a5666c61677381a774696d656f7574cd01f4");
    }

    @Test
    void binaryInJsonIsWrittenAsNodeWritesBuffers() {
        assertThat(request(new ServerSideEmit("/", event("sse", new byte[] { 1, -1 })))).isEqualTo(
                "{\"uid\":\"ExRHbb\",\"type\":6,\"data\":[\"sse\",{\"type\":\"Buffer\",\"data\":[1,255]}]}");
    }

    @Test
    void requestsOfTheEmitterAreRead() {
        SocketsJoin join = (SocketsJoin) readRequest(
                "{\"type\":2,\"opts\":{\"rooms\":[\"room1\"],\"except\":[]},\"rooms\":[\"j3\"]}");
        assertThat(join.options()).isEqualTo(rooms("room1"));
        assertThat(readRequest("{\"type\":4,\"opts\":{\"rooms\":[\"x\"],\"except\":[]},\"close\":true}"))
                .isEqualTo(new DisconnectSockets("/", rooms("x"), true));
        assertThat(readRequest("{\"uid\":\"emitter\",\"type\":6,\"data\":[\"sse\",5]}")).isInstanceOf(ServerSideEmit.class);
    }

    @Test
    void responsesAreWrittenAndRead() {
        assertThat(new String(messages.encodeResponse(new ClientCount("/", "4XqYfV", 1)), StandardCharsets.UTF_8))
                .isEqualTo("{\"type\":8,\"requestId\":\"4XqYfV\",\"clientCount\":1}");
        byte[] ack = messages.encodeResponse(new ClientAck("/", "4XqYfV", PARSER.encodeAck("/", 0, "from b")));
        assertThat(HexFormat.of().formatHex(ack))
                .isEqualTo("83a47479706509a9726571756573744964a6345871596656a67061636b6574a666726f6d2062");
        assertThat(messages.decodeResponse("/", ack)).isInstanceOf(ClientAck.class);
        assertThat(messages.decodeResponse("/",
                "{\"type\":6,\"requestId\":\"lhIgsg\",\"data\":{\"pong\":1}}".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(ServerSideResponse.class);
    }

    private String response(ClusterMessage request) {
        SocketDetails socket = new SocketDetails("id1", new LinkedHashSet<>(List.of("id1", "room1")), new byte[0], new byte[0]);
        return new String(messages.encodeResponse(
                new FetchedSockets("/", ((FetchSockets) request).request(), List.of(socket), false)), StandardCharsets.UTF_8);
    }

    @Test
    void requestsForIdsAndForRoomsAreAnswered() {
        ClusterMessage sockets = readRequest("{\"uid\":\"ExRHbb\",\"requestId\":\"X\",\"type\":0,\"rooms\":[\"room1\"]}");
        assertThat(((FetchSockets) sockets).options()).isEqualTo(rooms("room1"));
        assertThat(response(sockets)).isEqualTo("{\"requestId\":\"X\",\"sockets\":[\"id1\"]}");
        assertThat(response(readRequest("{\"uid\":\"ExRHbb\",\"requestId\":\"X221Zg\",\"type\":1}")))
                .isEqualTo("{\"requestId\":\"X221Zg\",\"rooms\":[\"id1\",\"room1\"]}");
    }

    @Test
    void whatIsNoMessageIsRefused() {
        for (String request : List.of("{}", "{\"type\":5}", "{\"type\":99,\"requestId\":\"x\"}", "{", "[1]", "",
                "{\"type\":1,\"requestId\":\"" + "x".repeat(101) + "\"}")) {
            assertThatIllegalArgumentException().as(request).isThrownBy(() -> readRequest(request));
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> messages.decodeBroadcast("/", new byte[] { (byte) 0x93, 1, 2, 3 }));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> messages.decodeResponse("/", "{}".getBytes(StandardCharsets.UTF_8)));
    }

    /** Else {@code {"type":4}} of other software would disconnect all clients. */
    @Test
    void aRequestWithoutOptionsIsRefused() {
        for (int type = 2; type <= 5; type++) {
            String request = "{\"uid\":\"u\",\"requestId\":\"r\",\"type\":" + type + "}";
            assertThatIllegalArgumentException().as(request).isThrownBy(() -> readRequest(request));
            assertThatIllegalArgumentException().as(request)
                    .isThrownBy(() -> readRequest(request.replace("}", ",\"opts\":{\"rooms\":{}}}")));
        }
    }

    @Test
    void theHostOfASenderIsReadFromTheBytes() {
        byte[] own = messages.encodeBroadcast("0123456789000001", new Broadcast("/", BroadcastOptions.ALL, event("x")));
        assertThat(ClassicMessages.isSentFrom("0123456789", own)).isTrue();
        assertThat(ClassicMessages.isSentFrom("0123456788", own)).isFalse();
        assertThat(ClassicMessages.isSentFrom("0123456789", messages.encodeBroadcast(UID,
                new Broadcast("/", BroadcastOptions.ALL, event("x"))))).isFalse();
        assertThat(ClassicMessages.isSentFrom("0123456789", new byte[0])).isFalse();
    }
}

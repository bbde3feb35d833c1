package io.quarkiverse.socketio.runtime.bus.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
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
import io.quarkiverse.socketio.runtime.bus.ClusterMessage.ServerSideRequest;
import io.quarkiverse.socketio.runtime.bus.ClusterMessage.ServerSideResponse;
import io.quarkiverse.socketio.runtime.bus.ClusterMessage.SocketsJoin;
import io.quarkiverse.socketio.runtime.socketio.packet.EncodedPacket;
import io.quarkiverse.socketio.runtime.socketio.packet.IncomingPacket;
import io.quarkiverse.socketio.runtime.socketio.packet.JsonPacketParser;
import io.quarkiverse.socketio.runtime.socketio.packet.PacketParser;
import io.quarkiverse.socketio.runtime.socketio.rooms.BroadcastFlags;
import io.quarkiverse.socketio.runtime.socketio.rooms.BroadcastOptions;

/** Tests the messages of the sharded adapter and the adapter for streams with bytes that Node's servers sent. */
class NodeMessagesTest {
    private static final String UID = "91ff4d2d4ba6db32";
    private static final PacketParser PARSER = new JsonPacketParser(new ObjectMapper(), 10);

    private final NodeMessages messages = new NodeMessages(new NodePackets(PARSER));

    private static EncodedPacket event(String name, Object... args) {
        return PARSER.encodeEvent("/", IncomingPacket.NO_ACK, name, args);
    }

    private String sharded(ClusterMessage message) {
        return new String(NodeMessageCodec.encode(messages.toNode(UID, message)), StandardCharsets.UTF_8);
    }

    private ClusterMessage read(String json) {
        return messages.fromNode(NodeMessageCodec.decode(json.getBytes(StandardCharsets.UTF_8)));
    }

    private ClusterMessage readHex(String hex) {
        return messages.fromNode(NodeMessageCodec.decode(HexFormat.of().parseHex(hex)));
    }

    private static List<Object> args(EncodedPacket packet) throws Exception {
        return PARSER.decode(packet).arguments().toList();
    }

    @Test
    void broadcastsAreWrittenAsNodeWritesThem() {
        Map<String, Object> object = new java.util.LinkedHashMap<>();
        object.put("a", true);
        object.put("n", null);
        assertThat(sharded(new Broadcast("/", BroadcastOptions.ALL, event("hello", 1, "2", object)))).isEqualTo(
                "{\"type\":3,\"data\":{\"packet\":{\"type\":2,\"data\":[\"hello\",1,\"2\",{\"a\":true,\"n\":null}]},"
                        + "\"opts\":{\"rooms\":[],\"except\":[],\"flags\":{}}},\"uid\":\"91ff4d2d4ba6db32\",\"nsp\":\"/\"}");
    }

    @Test
    void binaryBroadcastsAreWrittenAsNodeWritesThem() {
        ClusterMessage message = new Broadcast("/", BroadcastOptions.ALL,
                event("bin", new byte[] { 1, 2, -1 }, Map.of("k", new byte[] { 9 })));
        assertThat(HexFormat.of().formatHex(NodeMessageCodec.encode(messages.toNode(UID, message)))).isEqualTo(
                "84a47479706503a46461746182a67061636b657482a47479706502a46461746193a362696ec4030102ff81a16bc40109a46f70747383a5726f"
                        + "6f6d7390a665786365707490a5666c61677380a3756964b039316666346432643462613664623332a36e7370a12f");
    }

    @Test
    void binaryBroadcastsOfNodeAreRead() throws Exception {
        Broadcast read = (Broadcast) readHex(
                "84a47479706503a46461746182a67061636b657482a47479706502a46461746193a362696ec4030102ff81a16bc40109a46f70747383a5726f"
                        + "6f6d7390a665786365707490a5666c61677380a3756964b039316666346432643462613664623332a36e7370a12f");
        assertThat(read.packet().attachments()).hasSize(2);
        assertThat(PARSER.decode(read.packet()).event()).isEqualTo("bin");
        assertThat(PARSER.decode(read.packet()).arguments().get(0, byte[].class)).containsExactly(1, 2, -1);
        assertThat(read.options()).isEqualTo(BroadcastOptions.ALL);
    }

    @Test
    void optionsAreWrittenAndRead() {
        BroadcastOptions options = new BroadcastOptions(new LinkedHashSet<>(List.of("a", "b")), Set.of("c"),
                new BroadcastFlags(false, true, false));
        String json = sharded(new Broadcast("/chat", options, event("e")));
        assertThat(json).contains(
                "\"opts\":{\"rooms\":[\"a\",\"b\"],\"except\":[\"c\"],\"flags\":{\"volatile\":true,\"compress\":false}}");
        assertThat(((Broadcast) read(json)).options()).isEqualTo(options);
    }

    @Test
    void namespacesThatNoPacketCanNameAreRefused() {
        String longest = "/" + "é".repeat(511); // 1023 bytes, and the comma
        assertThat(read(ofNamespace(longest)).namespace()).isEqualTo(longest);
        for (String name : List.of(longest + "x", "chat", "/chat,", "")) {
            assertThatThrownBy(() -> read(ofNamespace(name))).isInstanceOf(IllegalArgumentException.class);
        }
    }

    private String ofNamespace(String name) {
        return sharded(new Broadcast("/", BroadcastOptions.ALL, event("e"))).replace("\"nsp\":\"/\"",
                "\"nsp\":\"" + name + "\"");
    }

    @Test
    void numbersAreNamesOfRooms() {
        SocketsJoin join = (SocketsJoin) read("{\"type\":4,\"data\":{\"opts\":{\"rooms\":[7]},\"rooms\":[1,\"x\"]},"
                + "\"uid\":\"x\",\"nsp\":\"/\"}");
        assertThat(join.options().rooms()).containsExactly("7");
        assertThat(join.rooms()).containsExactly("1", "x");
    }

    @Test
    void broadcastsWithAckAreReadWithTheirTimeout() {
        BroadcastWithAck request = (BroadcastWithAck) readHex(
                "84a47479706503a46461746183a67061636b657482a47479706502a46461746192a361636ba178a9726571756573744964b0393865306231646431"
                        + "3437306631653"
                        + "1a46f70747383a5726f6f6d7390a665786365707490a5666c61677381a774696d656f7574cd01f4a3756964b034303030653164643535396"
                        + "438313365a36e7370a12f");
        assertThat(request.request()).isEqualTo("98e0b1dd1470f1e1");
        assertThat(request.timeout()).isEqualTo(Duration.ofMillis(500));
    }

    @Test
    void responsesAreWrittenAsNodeWritesThem() {
        assertThat(sharded(new ClientCount("/", "fb0bd9a5c6455a97", 1))).isEqualTo(
                "{\"type\":11,\"data\":{\"requestId\":\"fb0bd9a5c6455a97\",\"clientCount\":1},\"uid\":\"" + UID
                        + "\",\"nsp\":\"/\"}");
        assertThat(sharded(new ClientAck("/", "fb0bd9a5c6455a97", PARSER.encodeAck("/", 0, "from b", "more")))).isEqualTo(
                "{\"type\":12,\"data\":{\"requestId\":\"fb0bd9a5c6455a97\",\"packet\":\"from b\"},\"uid\":\"" + UID
                        + "\",\"nsp\":\"/\"}");
        assertThat(sharded(new ServerSideResponse("/", "4dbb56c4103988ff", PARSER.encodeAck("/", 0, Map.of("pong", 1)))))
                .contains("\"type\":10,\"data\":{\"requestId\":\"4dbb56c4103988ff\",\"packet\":{\"pong\":1}}");
    }

    @Test
    void serverSideEventsAreReadWithAndWithoutAck() throws Exception {
        ClusterMessage.ServerSideEmit emit = (ClusterMessage.ServerSideEmit) read(
                "{\"type\":9,\"data\":{\"packet\":[\"hello\",\"w\",1]},\"uid\":\"emitter\",\"nsp\":\"/\"}");
        assertThat(args(emit.event())).containsExactly("w", 1);
        assertThat(read("{\"type\":9,\"data\":{\"requestId\":\"r\",\"packet\":[\"sse\",\"w\"]},\"uid\":\"x\",\"nsp\":\"/\"}"))
                .isInstanceOf(ServerSideRequest.class);
    }

    @Test
    void entriesOfStreamsAreWrittenAndRead() {
        NodeMessage message = messages.toNode(UID, new Broadcast("/", BroadcastOptions.ALL, event("bin", new byte[] { 1 })));
        Map<String, String> entry = NodeMessageCodec.encodeEntry(message);
        assertThat(entry).containsEntry("type", "3").containsEntry("nsp", "/").containsEntry("uid", UID);
        assertThat(entry.get("data")).startsWith("gqZwYWNrZXS");
        assertThat(NodeMessageCodec.decodeEntry(entry)).isEqualTo(message);
    }

    @Test
    void foreignMessagesAreIgnored() {
        assertThat(read("{\"type\":1,\"uid\":\"x\",\"nsp\":\"/\"}")).isNull();
        assertThat(read("{\"type\":99,\"data\":{},\"uid\":\"x\",\"nsp\":\"/\"}")).isNull();
        assertThat(read("{\"type\":3,\"data\":{\"packet\":{\"type\":2,\"data\":\"x\"}},\"uid\":\"x\",\"nsp\":\"/\"}")).isNull();
        assertThat(read("{\"type\":3,\"data\":{\"packet\":{\"type\":2,\"data\":[\"connect\"]}},\"uid\":\"x\",\"nsp\":\"/\"}"))
                .isNull();
        for (String broken : List.of("", "{", "[]", "\u0001", "{}", "{\"uid\":\"x\",\"nsp\":\"chat\",\"type\":3}")) {
            assertThatThrownBy(() -> read(broken)).isInstanceOf(IllegalArgumentException.class);
        }
    }
}

package io.quarkiverse.socketio.runtime.bus.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.quarkiverse.socketio.EmitterOperator;
import io.quarkiverse.socketio.SocketIOEmitter;
import io.quarkiverse.socketio.SocketIOException;
import io.quarkiverse.socketio.runtime.socketio.packet.JsonPacketParser;
import io.quarkiverse.socketio.runtime.socketio.packet.MsgpackPacketParser;
import io.quarkiverse.socketio.runtime.socketio.packet.PacketParser;
import io.vertx.redis.client.Command;

/** Tests what emitters send with bytes that Node's emitters sent. */
class EmitterFormatTest {
    private static final PacketParser PARSER = new JsonPacketParser(new ObjectMapper(), 10);
    private static final EmitterFormat PUB_SUB = EmitterFormat.pubSub(PARSER, "socket.io");
    private static final EmitterFormat STREAM = streams(1);

    private static EmitterFormat streams(int count) {
        return EmitterFormat.streams(PARSER, new EmitterFormat.Streams("socket.io", count, 10_000));
    }

    private static EmitterFormat sharded(String mode) {
        return EmitterFormat.shardedPubSub(PARSER, "socket.io", mode);
    }

    /** The command that an action sends. */
    private record Sent(Command command, List<byte[]> arguments) {

        static Sent of(EmitterFormat format, Consumer<SocketIOEmitter> action) {
            return of(PARSER, format, action);
        }

        static Sent of(PacketParser parser, EmitterFormat format, Consumer<SocketIOEmitter> action) {
            List<Sent> sent = new ArrayList<>();
            action.accept(new NamespaceEmitter(parser, format, command -> {
                sent.add(new Sent(command.command(), command.arguments()));
                return CompletableFuture.completedStage(null);
            }));
            assertThat(sent).hasSize(1);
            return sent.get(0);
        }

        String channel() {
            return text().get(0);
        }

        String message() {
            return text().get(1);
        }

        String hex() {
            return HexFormat.of().formatHex(arguments.get(1));
        }

        List<String> text() {
            return arguments.stream().map(bytes -> new String(bytes, StandardCharsets.UTF_8)).toList();
        }
    }

    @Test
    void broadcastsOverPubSubAreThoseOfNode() {
        Sent all = Sent.of(PUB_SUB, emitter -> emitter.emit("e", 1, new byte[] { 3 }));
        assertThat(all.command()).isEqualTo(Command.PUBLISH);
        assertThat(all.channel()).isEqualTo("socket.io#/#");
        assertThat(all.hex()).isEqualTo("93a7656d697474657283a47479706502a46461746193a16501c40103a36e7370a12f83a5726f6f6d7390"
                + "a5666c61677380a665786365707490");
        Sent room = Sent.of(PUB_SUB, emitter -> emitter.of("chat").to("room1").except("x").asVolatile().emit("e", 1));
        assertThat(room.channel()).isEqualTo("socket.io#/chat#room1#");
        assertThat(NodeMessageCodec.tree(room.arguments().get(1))).hasToString(
                "[\"emitter\",{\"type\":2,\"data\":[\"e\",1],\"nsp\":\"/chat\"},"
                        + "{\"rooms\":[\"room1\"],\"flags\":{\"volatile\":true},\"except\":[\"x\"]}]");
    }

    @Test
    void severalRoomsHaveTheChannelOfTheNamespace() {
        Sent sent = Sent.of(PUB_SUB, emitter -> emitter.to("b", "a").in("b").compress(false).emit("e"));
        assertThat(sent.channel()).isEqualTo("socket.io#/#");
        assertThat(NodeMessageCodec.tree(sent.arguments().get(1)).get(2))
                .hasToString("{\"rooms\":[\"b\",\"a\"],\"flags\":{\"compress\":false},\"except\":[]}");
    }

    @Test
    void requestsOverPubSubAreThoseOfNode() {
        Sent join = Sent.of(PUB_SUB, emitter -> emitter.in("room1").asVolatile().socketsJoin("j3"));
        assertThat(join.command()).isEqualTo(Command.PUBLISH);
        assertThat(join.channel()).isEqualTo("socket.io-request#/#");
        assertThat(join.message())
                .isEqualTo("{\"type\":2,\"opts\":{\"rooms\":[\"room1\"],\"except\":[]},\"rooms\":[\"j3\"]}");
        assertThat(Sent.of(PUB_SUB, emitter -> emitter.socketsLeave("j3")).message())
                .isEqualTo("{\"type\":3,\"opts\":{\"rooms\":[],\"except\":[]},\"rooms\":[\"j3\"]}");
        assertThat(Sent.of(PUB_SUB, emitter -> emitter.in("nobody").disconnectSockets(true)).message())
                .isEqualTo("{\"type\":4,\"opts\":{\"rooms\":[\"nobody\"],\"except\":[]},\"close\":true}");
        Sent serverSide = Sent.of(PUB_SUB, emitter -> emitter.of("/chat").serverSideEmit("sse", 5));
        assertThat(serverSide.channel()).isEqualTo("socket.io-request#/chat#");
        assertThat(serverSide.message()).isEqualTo("{\"uid\":\"emitter\",\"type\":6,\"data\":[\"sse\",5]}");
        assertThat(Sent.of(PUB_SUB, emitter -> emitter.serverSideEmit("sse", new byte[] { 1, -1 })).message()).isEqualTo(
                "{\"uid\":\"emitter\",\"type\":6,\"data\":[\"sse\",{\"type\":\"Buffer\",\"data\":[1,255]}]}");
    }

    @Test
    void channelsHaveThePrefix() {
        assertThat(Sent.of(EmitterFormat.pubSub(PARSER, "app1"), emitter -> emitter.emit("e")).channel()).isEqualTo("app1#/#");
    }

    @Test
    void entriesOfStreamsAreThoseOfNode() {
        Sent sent = Sent.of(STREAM, emitter -> emitter.of("/chat").to("r").except("x").asVolatile().compress(false).emit("e"));
        assertThat(sent.command()).isEqualTo(Command.XADD);
        assertThat(sent.text()).containsExactly("socket.io", "MAXLEN", "~", "10000", "*", "uid", "emitter", "nsp", "/chat",
                "type",
                "3", "data", "{\"packet\":{\"type\":2,\"data\":[\"e\"],\"nsp\":\"/chat\"},"
                        + "\"opts\":{\"rooms\":[\"r\"],\"flags\":{\"volatile\":true,\"compress\":false},\"except\":[\"x\"]}}");
        assertThat(Sent.of(STREAM, emitter -> emitter.serverSideEmit("hello", "w", 1)).text()).endsWith("uid", "emitter", "nsp",
                "/", "type", "9", "data", "{\"packet\":[\"hello\",\"w\",1]}");
        assertThat(Sent.of(STREAM, emitter -> emitter.in("room1").asVolatile().socketsJoin("j1", "j2")).text()).endsWith("type",
                "4", "data", "{\"opts\":{\"rooms\":[\"room1\"],\"except\":[],\"flags\":{}},\"rooms\":[\"j1\",\"j2\"]}");
        assertThat(Sent.of(STREAM, emitter -> emitter.socketsLeave("j1")).text()).endsWith("type", "5", "data",
                "{\"opts\":{\"rooms\":[],\"except\":[],\"flags\":{}},\"rooms\":[\"j1\"]}");
        assertThat(Sent.of(STREAM, SocketIOEmitter::disconnectSockets).text()).endsWith("type", "6", "data",
                "{\"opts\":{\"rooms\":[],\"except\":[],\"flags\":{}},\"close\":false}");
    }

    @Test
    void entriesWithBinaryAreMessagePack() {
        List<String> text = Sent.of(STREAM, emitter -> emitter.emit("bin", Map.of("k", new byte[] { 9 }))).text();
        assertThat(NodeMessageCodec.tree(Base64.getDecoder().decode(text.get(12))).at("/packet/data/1/k").isBinary()).isTrue();
    }

    @Test
    void namespacesHaveTheStreamsOfNodesServers() {
        assertThat(Sent.of(streams(4), emitter -> emitter.of("/chat").emit("e")).text().get(0)).isEqualTo("socket.io-3");
        assertThat(Sent.of(streams(4), emitter -> emitter.of("/notifications").emit("e")).text().get(0))
                .as("a negative remainder").startsWith("socket.io--");
    }

    @Test
    void shardedMessagesAreThoseOfAServer() {
        Sent all = Sent.of(sharded("DYNAMIC"), emitter -> emitter.to("room1").except("x").emit("r", 1));
        assertThat(all.command()).isEqualTo(Command.SPUBLISH);
        assertThat(all.channel()).isEqualTo("socket.io#/#room1#");
        assertThat(all.message()).isEqualTo("{\"type\":3,\"data\":{\"packet\":{\"type\":2,\"data\":[\"r\",1]},\"opts\":{"
                + "\"rooms\":[\"room1\"],\"except\":[\"x\"],\"flags\":{}}},\"uid\":\"emitter\",\"nsp\":\"/\"}");
        assertThat(Sent.of(sharded("STATIC"), emitter -> emitter.to("room1").emit("r")).channel()).isEqualTo("socket.io#/#");
        assertThat(Sent.of(sharded("DYNAMIC"), emitter -> emitter.to("twenty characters id").emit("r")).channel())
                .as("a socket's id").isEqualTo("socket.io#/#");
        assertThat(Sent.of(sharded("DYNAMIC_PRIVATE"), emitter -> emitter.to("twenty characters id").emit("r")).channel())
                .isEqualTo("socket.io#/#twenty characters id#");
        assertThat(Sent.of(sharded("DYNAMIC"), emitter -> emitter.to("room1").socketsJoin("j")).channel())
                .as("only events have the channels of rooms").isEqualTo("socket.io#/#");
    }

    @Test
    void theParserForClientsMakesNoDifference() {
        PacketParser parser = new MsgpackPacketParser(new ObjectMapper());
        Sent sent = Sent.of(parser, EmitterFormat.pubSub(parser, "socket.io"),
                emitter -> emitter.emit("e", 1, new byte[] { 3 }));
        assertThat(sent.hex()).isEqualTo("93a7656d697474657283a47479706502a46461746193a16501c40103a36e7370a12f83a5726f6f6d7390"
                + "a5666c61677380a665786365707490");
    }

    @Test
    void operatorsAreImmutable() {
        Sent sent = Sent.of(PUB_SUB, emitter -> {
            emitter.to("a").except("b").asVolatile();
            emitter.of("/other");
            EmitterOperator room = emitter.to("room1");
            room.to("c").compress(false);
            room.emit("e");
        });
        assertThat(sent.channel()).isEqualTo("socket.io#/#room1#");
        assertThat(NodeMessageCodec.tree(sent.arguments().get(1)).get(2))
                .hasToString("{\"rooms\":[\"room1\"],\"flags\":{},\"except\":[]}");
    }

    @Test
    void whatCannotBeSerialisedIsNotSent() {
        SocketIOEmitter emitter = new NamespaceEmitter(PARSER, PUB_SUB, command -> {
            throw new AssertionError("nothing must be sent");
        });
        assertThatThrownBy(() -> emitter.emit("disconnect")).isInstanceOf(SocketIOException.class)
                .hasMessageContaining("reserved");
        assertThatThrownBy(() -> emitter.serverSideEmit("connection")).isInstanceOf(SocketIOException.class)
                .hasMessageContaining("reserved");
        assertThatThrownBy(() -> emitter.to("a").emit("e", new Object())).isInstanceOf(SocketIOException.class)
                .hasMessageContaining("Argument 0");
    }
}

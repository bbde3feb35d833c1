package io.quarkiverse.socketio.runtime.socketio;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.databind.JsonNode;

import io.quarkiverse.socketio.ConnectErrorException;
import io.quarkiverse.socketio.Socket;
import io.quarkiverse.socketio.runtime.engineio.transport.FakePollExchange;
import io.smallrye.mutiny.Uni;

/** Tests clients of Socket.IO 1 and 2, where they differ from later ones. */
class OldClientsTest {
    private final SocketIOFixture fixture = new SocketIOFixture();
    private final ServerImpl io = fixture.io;

    @AfterEach
    void nothingIsLeft() {
        fixture.assertNothingIsLeft();
    }

    private SocketIOFixture.Client open() {
        return fixture.new Client("EIO=3");
    }

    /** Connects a client to the main namespace. */
    private SocketIOFixture.Client connected() {
        SocketIOFixture.Client client = open();
        assertThat(client.got()).containsExactly("0");
        return client;
    }

    private JsonNode auth() {
        return fixture.socket().handshake().auth(JsonNode.class);
    }

    @Test
    void theServerConnectsItToTheMainNamespace() {
        SocketIOFixture.Client client = connected();
        assertThat(fixture.sockets).hasSize(1);
        assertThat(fixture.socket().id()).as("the id that the client knows").isEqualTo("sid1");
        assertThat(fixture.socket().rooms()).containsExactly("sid1");
        assertThat(auth()).isEmpty();
        fixture.run(() -> io.emit("hello", "é"));
        assertThat(client.got()).containsExactly("2[\"hello\",\"é\"]");
    }

    @Test
    void aPollingHandshakeIsAnsweredWithTheOpenPacketOnly() {
        FakePollExchange handshake = fixture.engine.openPolling("EIO=3", "transport=polling");
        assertThat(handshake.answer()).matches("\\d+:0\\{.*}").endsWith("}");
        fixture.settle();
        assertThat(fixture.engine.poll("sid1").answer()).isEqualTo("2:40");
    }

    @Test
    void itsIdInAnotherNamespaceContainsTheNamespace() {
        io.of("/chat").onConnection(fixture.sockets::add);
        SocketIOFixture.Client client = connected();
        client.sends("0/chat");
        assertThat(client.got()).containsExactly("0/chat,");
        assertThat(fixture.socket().id()).isEqualTo("/chat#sid1");
        io.of("/chat").to("/chat#sid1").emit("hello");
        assertThat(client.got()).containsExactly("2/chat,[\"hello\"]");
    }

    @Test
    void theQueryAfterTheNamespaceIsItsAuthPayload() {
        io.of("/chat").onConnection(fixture.sockets::add);
        SocketIOFixture.Client client = connected();
        client.sends("0/chat?x=1&y=%20&z&x=%C3%A9%2B+&bad=%zz,");
        assertThat(client.got()).containsExactly("0/chat,");
        assertThat(auth().toString()).isEqualTo("{\"x\":[\"1\",\"é+ \"],\"y\":\" \",\"z\":\"\",\"bad\":\"%zz\"}");
        assertThat(fixture.socket().handshake().query()).as("that of the request").doesNotContainKey("x");
    }

    @Test
    void aQueryLongerThanANamespaceClosesTheConnection() {
        io.of("/chat");
        SocketIOFixture.Client client = connected();
        client.sends("0/chat?x=" + "1".repeat(1_024) + ",");
        assertThat(client.isClosed()).isTrue();
    }

    @Test
    void aConnectPayloadIsNoAuthPayload() {
        io.of("/chat").onConnection(fixture.sockets::add);
        SocketIOFixture.Client client = connected();
        client.sends("0/chat,{\"token\":1}");
        assertThat(auth()).isEmpty();
    }

    @Test
    void theMiddlewaresOfTheMainNamespaceRun() {
        io.use(socket -> {
            fixture.note(socket.id() + " " + socket.connected());
            return Uni.createFrom().voidItem();
        });
        connected();
        assertThat(fixture.notes).containsExactly("sid1 false");
    }

    @Test
    void aRefusedClientReceivesTheMessageOrTheData() {
        io.use(socket -> Uni.createFrom().failure(new ConnectErrorException("no \"pe\"")));
        io.of("/data").use(socket -> Uni.createFrom().failure(new ConnectErrorException("nope", Map.of("code", 7))));
        io.of("/bad").use(socket -> Uni.createFrom().failure(new ConnectErrorException("nope", new Object())));
        SocketIOFixture.Client client = open();
        assertThat(client.got()).containsExactly("4\"no \\\"pe\\\"\"");
        client.sends("0/data", "0/bad");
        assertThat(client.got()).containsExactly("4/data,{\"code\":7}", "4/bad,\"nope\"");
        assertThat(client.isClosed()).isFalse();
    }

    @Test
    void aClientRefusedInTheMainNamespaceTimesOut() {
        io.use(socket -> Uni.createFrom().failure(new ConnectErrorException("no")));
        SocketIOFixture.Client client = open();
        fixture.loop.advanceMillis(1_000);
        assertThat(client.isClosed()).isTrue();
    }

    @Test
    void aConnectedClientDoesNotTimeOut() {
        SocketIOFixture.Client client = connected();
        fixture.loop.advanceMillis(10_000);
        assertThat(client.isClosed()).isFalse();
    }

    @Test
    void anUnknownNamespaceIsRefused() {
        SocketIOFixture.Client client = connected();
        client.sends("0/unknown");
        assertThat(client.got()).containsExactly("4/unknown,{\"message\":\"Invalid namespace\"}");
        assertThat(client.isClosed()).isFalse();
    }

    @Test
    void dynamicNamespacesAreCreatedForItToo() {
        io.of(Pattern.compile("/dyn-\\d+")).onConnection(fixture.sockets::add);
        SocketIOFixture.Client client = connected();
        client.sends("0/dyn-12?x=1,", "2/dyn-12,[\"nobody listens\"]");
        assertThat(client.got()).containsExactly("0/dyn-12,");
        assertThat(fixture.socket().id()).isEqualTo("/dyn-12#sid1");
    }

    @ParameterizedTest
    @ValueSource(strings = { "0", "0/chat", "0/chat?x=1,", "2/other,[\"a\"]", "4\"x\"", "nonsense" })
    void repeatedConnectsAndPacketsOfUnjoinedNamespacesCloseTheConnection(String packet) {
        io.of("/chat");
        io.of("/other");
        SocketIOFixture.Client client = connected();
        client.sends("0/chat", packet);
        assertThat(client.isClosed()).isTrue();
    }

    @Test
    void itRejoinsANamespaceWithTheSameId() {
        SocketIOFixture.Client client = connected();
        Socket first = fixture.socket();
        fixture.run(() -> first.join("room"));
        client.sends("1");
        assertThat(io.sockets()).isEmpty();
        client.sends("0");
        assertThat(client.got()).containsExactly("0");
        assertThat(fixture.sockets).hasSize(2);
        assertThat(fixture.socket()).isNotSameAs(first);
        assertThat(fixture.socket().id()).isEqualTo(first.id()).isEqualTo("sid1");
        assertThat(fixture.socket().rooms()).containsExactly("sid1");
    }

    @Test
    void aFormerSocketDoesNotAffectTheCurrentOneOfTheSameId() {
        SocketIOFixture.Client client = connected();
        Socket first = fixture.socket();
        client.sends("1", "0");
        assertThat(client.got()).containsExactly("0");
        fixture.run(() -> fixture.socket().join("room"));
        assertThat(first.connected()).isFalse();
        assertThat(first.rooms()).isEmpty();
        fixture.run(() -> {
            first.join("other");
            first.leave("room");
            first.emit("hello");
            first.disconnect(false);
            first.disconnect(true);
        });
        assertThat(fixture.socket().connected()).isTrue();
        assertThat(fixture.socket().rooms()).containsExactlyInAnyOrder("sid1", "room");
        assertThat(client.got()).isEmpty();
        assertThat(client.isClosed()).isFalse();
    }

    @Test
    void eventsAndAcknowledgementsAreExchanged() {
        io.onConnection(socket -> socket.on("echo", (args, ack) -> ack.send(args.toList().toArray())));
        SocketIOFixture.Client client = connected();
        client.sends("27[\"echo\",\"é\"]", "51-8[\"echo\",{\"_placeholder\":true,\"num\":0}]", "0x040102ff");
        assertThat(client.got()).containsExactly("37[\"é\"]", "61-8[{\"_placeholder\":true,\"num\":0}]", "0x040102ff");
    }

    @Test
    void aBroadcastReachesClientsOfAllGenerations() {
        SocketIOFixture.Client old = connected();
        SocketIOFixture.Client today = fixture.connected();
        SocketIOFixture.Client base64 = fixture.new Client("EIO=3", "b64=1");
        base64.got();
        fixture.sockets.forEach(socket -> socket.join("room"));
        fixture.run(() -> io.to("room").emit("news", new byte[] { 1, 2 }));
        String text = "51-[\"news\",{\"_placeholder\":true,\"num\":0}]";
        assertThat(old.got()).containsExactly(text, "0x040102");
        assertThat(today.got()).containsExactly(text, "0x0102");
        assertThat(base64.got()).containsExactly(text, "b4AQI=");
    }

    @Test
    void aDisconnectByTheServerIsSent() {
        SocketIOFixture.Client client = connected();
        fixture.run(() -> fixture.socket().disconnect(false));
        assertThat(client.got()).containsExactly("1");
        assertThat(List.copyOf(io.sockets())).isEmpty();
    }
}

package io.quarkiverse.socketio.runtime.socketio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.core.type.TypeReference;

import io.quarkiverse.socketio.BroadcastOperator;
import io.quarkiverse.socketio.RemoteSocket;
import io.quarkiverse.socketio.Socket;
import io.quarkiverse.socketio.SocketIOException;
import io.quarkiverse.socketio.runtime.socketio.rooms.FakeLocalSocket;

class BroadcastOperatorTest {
    private final SocketIOFixture fixture = new SocketIOFixture();
    private final ServerImpl io = fixture.io;
    private SocketIOFixture.Client red;
    private SocketIOFixture.Client blue;
    private Socket redSocket;
    private Socket blueSocket;

    @BeforeEach
    void twoClients() {
        red = fixture.connected();
        redSocket = fixture.socket();
        redSocket.join("red");
        blue = fixture.connected();
        blueSocket = fixture.socket();
        blueSocket.join("blue");
    }

    @Test
    void anOperatorCanBeReused() {
        BroadcastOperator both = io.to("red").to("blue");
        BroadcastOperator onlyBlue = both.except("red");
        fixture.run(() -> {
            both.emit("1");
            onlyBlue.emit("2");
            both.emit("3");
        });
        assertThat(red.got()).containsExactly("2[\"1\"]", "2[\"3\"]");
        assertThat(blue.got()).containsExactly("2[\"1\"]", "2[\"2\"]", "2[\"3\"]");
    }

    @Test
    void aSocketsIdIsARoom() {
        fixture.run(() -> io.to(redSocket.id()).emit("a"));
        assertThat(red.got()).containsExactly("2[\"a\"]");
        assertThat(blue.got()).isEmpty();
    }

    @Test
    void actionsOnAFetchedSocketDoNotReachTheRoomOfItsName() {
        RemoteSocket remote = io.to("red").fetchSockets().await().indefinitely().get(0);
        blueSocket.join(redSocket.id());
        fixture.run(() -> {
            remote.emit("1");
            remote.asVolatile().emit("2");
            remote.compress(false).emit("3");
            remote.emitWithAck("4").subscribe().with(answer -> {
            }, failure -> {
            });
            remote.join("x");
        });
        assertThat(red.got()).containsExactly("2[\"1\"]", "2[\"2\"]", "2[\"3\"]", "20[\"4\"]");
        assertThat(blue.got()).isEmpty();
        assertThat(redSocket.rooms()).contains("x");
        assertThat(blueSocket.rooms()).doesNotContain("x");
        blueSocket.join("x");
        fixture.run(() -> remote.leave("x"));
        assertThat(redSocket.rooms()).doesNotContain("x");
        assertThat(blueSocket.rooms()).contains("x");
        fixture.run(() -> remote.disconnect(false));
        assertThat(redSocket.connected()).isFalse();
        assertThat(blueSocket.connected()).isTrue();
    }

    @Test
    void unserialisableArgumentsAreNotSent() {
        assertThatExceptionOfType(SocketIOException.class).isThrownBy(() -> io.emit("a", new Object()));
        assertThat(red.got()).isEmpty();
    }

    @Test
    void aBroadcastInOneNamespaceIsNotReceivedInAnother() {
        io.namespace("/a");
        red.sends("0/a,");
        red.got();
        fixture.run(() -> io.of("/a").emit("a"));
        assertThat(red.got()).containsExactly("2/a,[\"a\"]");
        assertThat(blue.got()).isEmpty();
    }

    @Test
    void aRoomNamedTwiceIsARoom() {
        fixture.run(() -> {
            io.to("red", "red").except("blue", "blue").socketsJoin("x", "y", "x");
            io.to("red").socketsLeave("y", "y");
        });
        assertThat(redSocket.rooms()).containsExactlyInAnyOrder(redSocket.id(), "red", "x");
        assertThat(blueSocket.rooms()).containsExactlyInAnyOrder(blueSocket.id(), "blue");
    }

    @Test
    void volatileEventsAreDroppedForClientsThatAreNotWritable() {
        red.link.stopReading();
        fixture.run(() -> io.asVolatile().emit("a"));
        assertThat(red.link.unread()).isEmpty();
        assertThat(blue.got()).containsExactly("2[\"a\"]");
    }

    @Test
    void compressionCanBeSwitchedOff() {
        FakeLocalSocket member = new FakeLocalSocket("c");
        io.namespace("/").adapter().rooms().add(member);
        io.to("c").emit("a");
        assertThat(member.orders()).isEmpty();
        io.to("c").compress(false).emit("a");
        assertThat(member.orders()).containsExactly("uncompressed");
        assertThat(member.received()).containsExactly("42[\"a\"]", "42[\"a\"]");
    }

    @Test
    void selectedSocketsAreDisconnected() {
        fixture.run(() -> io.to("red").disconnectSockets());
        assertThat(red.got()).containsExactly("1");
        assertThat(redSocket.connected()).isFalse();
        assertThat(blueSocket.connected()).isTrue();
        fixture.run(() -> io.disconnectSockets(true));
        assertThat(blue.isClosed()).isTrue();
        assertThat(red.isClosed()).as("it was not in the namespace any more").isFalse();
    }

    @Test
    void fetchedSocketsAreCopiesThatActOnTheRealOnes() {
        redSocket.data().put("name", "x");
        redSocket.data().put("list", List.of(1, 2));
        List<RemoteSocket> found = io.to("red").fetchSockets().await().indefinitely();
        assertThat(found).hasSize(1);
        RemoteSocket remote = found.get(0);
        assertThat(remote.id()).isEqualTo(redSocket.id());
        assertThat(remote.rooms()).containsExactlyInAnyOrder(redSocket.id(), "red");
        assertThat(remote.data()).isEqualTo(Map.of("name", "x", "list", List.of(1, 2)));
        fixture.run(() -> {
            remote.emit("a", 1);
            remote.join("x", "y");
            remote.leave("red", "y");
        });
        assertThat(red.got()).containsExactly("2[\"a\",1]");
        assertThat(redSocket.rooms()).containsExactlyInAnyOrder(redSocket.id(), "x");
        fixture.run(() -> remote.disconnect());
        assertThat(redSocket.connected()).isFalse();
        assertThat(blue.got()).isEmpty();
    }

    record Line(String text, byte[] picture) {
    }

    @Test
    void theDataOfAFetchedSocketIsReadAsTheTypesThatWereStored() {
        redSocket.data().put("line", new Line("x", new byte[] { 1 }));
        redSocket.data().put("lines", List.of(new Line("y", new byte[0])));
        RemoteSocket remote = io.to("red").fetchSockets().await().indefinitely().get(0);
        assertThat(remote.data().get("line")).as("as from another worker").isEqualTo(Map.of("text", "x", "picture", "AQ=="));
        Line line = remote.data("line", Line.class);
        assertThat(line).isNotNull();
        assertThat(line.text()).isEqualTo("x");
        assertThat(line.picture()).containsExactly(1);
        assertThat(remote.data("lines", new TypeReference<List<Line>>() {
        })).singleElement().extracting(Line::text).isEqualTo("y");
        assertThat(remote.data("absent", Line.class)).isNull();
        assertThat(remote.data("absent", int.class)).isZero();
        assertThatExceptionOfType(SocketIOException.class).isThrownBy(() -> remote.data("line", Integer.class))
                .withMessageStartingWith("data(\"line\") is an object of JSON, as it comes from another worker or from before a"
                        + " recovery, and cannot be read as java.lang.Integer: ");
    }

    @Test
    void aNamespaceIsFoundByItsNameWithOrWithoutSlash() {
        assertThat(io.of("/")).isSameAs(io.of("")).isSameAs(io.namespace("/"));
        assertThat(io.of("chat")).isSameAs(io.of("/chat"));
        assertThat(io.of("/chat").name()).isEqualTo("/chat");
    }

    @Test
    void theSocketsOfANamespaceAreACopy() {
        var before = io.sockets();
        red.sends("1");
        assertThat(before).containsExactlyInAnyOrder(redSocket, blueSocket);
        assertThat(io.sockets()).containsExactly(blueSocket);
    }

    @Test
    void argumentsAreConvertedAsAReceiverSeesThem() {
        Object[] many = new Object[20];
        Arrays.fill(many, new byte[] { 1 });
        assertThat(io.toArguments(many).toList()).hasSize(20).allMatch(value -> value instanceof byte[]);
        assertThat(io.toArguments().toList()).isEmpty();
    }
}

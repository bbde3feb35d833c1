package io.quarkiverse.socketio.runtime.socketio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quarkiverse.socketio.AckTimeoutException;
import io.quarkiverse.socketio.Arguments;
import io.quarkiverse.socketio.BroadcastOperator;
import io.quarkiverse.socketio.RemoteSocket;
import io.quarkiverse.socketio.Socket;
import io.quarkiverse.socketio.SocketIOException;

/** Tests acknowledgements of broadcasts and of fetched sockets, on one server. */
class BroadcastAckTest {
    private final SocketIOFixture fixture = new SocketIOFixture();
    private final ServerImpl io = fixture.io;
    private SocketIOFixture.Client red;
    private SocketIOFixture.Client blue;
    private Socket redSocket;

    @BeforeEach
    void twoClients() {
        red = fixture.connected();
        redSocket = fixture.socket();
        redSocket.join("red");
        blue = fixture.connected();
    }

    private CompletableFuture<List<Arguments>> ask(BroadcastOperator chosen, Object... args) {
        CompletableFuture<List<Arguments>> result = chosen.emitWithAck("q", args).subscribeAsCompletionStage();
        fixture.settle();
        return result;
    }

    private static <T extends Throwable> T failure(CompletableFuture<?> result, Class<T> type) {
        assertThat(result).isCompletedExceptionally();
        return type.cast(catchThrowableOfType(CompletionException.class, result::join).getCause());
    }

    @Test
    void theResponsesOfAllClientsAreAList() {
        var result = ask(io, "x", new byte[] { 1 });
        assertThat(red.got()).containsExactly("51-0[\"q\",\"x\",{\"_placeholder\":true,\"num\":0}]", "0x01");
        assertThat(blue.got()).hasSize(2);
        red.sends("30[1,\"two\"]");
        assertThat(result).isNotDone();
        blue.sends("61-0[{\"_placeholder\":true,\"num\":0}]", "0x07");
        assertThat(result).isDone();
        assertThat(result.join().get(0).toList()).containsExactly(1, "two");
        assertThat(result.join().get(1).get(0, byte[].class)).containsExactly(7);
        assertThat(fixture.loop.timers()).as("no timer of the emitWithAck is left").isEqualTo(2 * heartbeats());
    }

    /** Returns the number of timers of a connected client. */
    private static int heartbeats() {
        SocketIOFixture one = new SocketIOFixture();
        one.connected();
        return one.loop.timers();
    }

    @Test
    void broadcastIdsDifferFromAckIdsOfSockets() {
        fixture.run(() -> redSocket.emitWithAck("mine").subscribe().with(answer -> fixture.note("mine " + answer.toList())));
        var result = ask(io.to("red"));
        assertThat(red.got()).containsExactly("20[\"mine\"]", "21[\"q\"]");
        red.sends("31[\"b\"]", "30[\"a\"]");
        assertThat(result.join()).extracting(Arguments::toList).containsExactly(List.of("b"));
        assertThat(fixture.notes).containsExactly("mine [a]");
    }

    @Test
    void theTimeoutFailureHasTheReceivedResponses() {
        var result = ask(io.timeout(Duration.ofSeconds(2)));
        blue.sends("30[\"in time\"]");
        fixture.loop.advance(Duration.ofSeconds(2));
        fixture.settle();
        AckTimeoutException late = failure(result, AckTimeoutException.class);
        assertThat(late.responses()).extracting(Arguments::toList).containsExactly(List.of("in time"));
        assertThat(late.missing()).hasSize(1);
        assertThat(late).hasMessageStartingWith("Not all clients answered within 2000 ms: 1 did");
        red.got();
        red.sends("30[\"late\"]");
        assertThat(red.isClosed()).as("a late response is ignored").isFalse();
    }

    @Test
    void theDefaultTimeoutIsFiveSeconds() {
        var result = ask(io);
        fixture.loop.advance(Duration.ofMillis(4999));
        assertThat(result).isNotDone();
        fixture.loop.advance(Duration.ofMillis(1));
        failure(result, AckTimeoutException.class);
    }

    @Test
    void answersThatWaitForOthersAreHeldForTheClientThatSentThem() {
        String large = "x".repeat(90_000);
        for (int i = 0; i < 6; i++) { // what others hold
            fixture.budget.open(() -> {
            }).add(100_000);
        }
        List<CompletableFuture<List<Arguments>>> asked = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            asked.add(ask(io));
            blue.sends("3" + i + "[\"" + large + "\"]");
        }
        assertThat(fixture.budget.held()).isBetween(960_000L, 1_000_000L);
        assertThat(blue.isClosed()).isFalse();
        asked.add(ask(io));
        blue.sends("34[\"" + large + "\"]");
        assertThat(blue.isClosed()).isTrue();
        assertThat(asked).allSatisfy(one -> assertThat(failure(one, SocketIOException.class))
                .hasMessageContaining("quarkus.socketio.limits.total-buffered-bytes"));
        assertThat(fixture.budget.held()).isBetween(600_000L, 610_000L);
        var next = ask(io);
        red.sends("35[\"still served\"]");
        assertThat(next).isDone();
    }

    @Test
    void answersOfAClientThatHasGoneAreStillCharged() {
        var result = ask(io);
        blue.sends("30[\"" + "x".repeat(90_000) + "\"]");
        blue.disconnects();
        assertThat(fixture.budget.held()).isGreaterThan(90_000);
        red.sends("30[1]");
        assertThat(result.join()).hasSize(2);
        assertThat(fixture.budget.held()).isLessThan(10_000);
    }

    @Test
    void aDisconnectedClientEndsTheWait() {
        var result = ask(io);
        blue.sends("30[1]");
        red.disconnects();
        assertThat(result.join()).hasSize(1);
    }

    @Test
    void unserialisableArgumentsFailAndNothingIsSent() {
        failure(ask(io, new Object()), SocketIOException.class);
        assertThat(red.got()).isEmpty();
        assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> io.timeout(Duration.ZERO));
    }

    private RemoteSocket fetched() {
        return io.to("red").fetchSockets().await().indefinitely().get(0);
    }

    @Test
    void aFetchedSocketSupportsEmitWithAck() {
        CompletableFuture<Arguments> result = fetched().timeout(Duration.ofSeconds(1)).emitWithAck("q", 1)
                .subscribeAsCompletionStage();
        assertThat(red.got()).containsExactly("20[\"q\",1]");
        assertThat(blue.got()).isEmpty();
        red.sends("30[\"yes\"]");
        assertThat(result.join().get(0, String.class)).isEqualTo("yes");
    }

    @Test
    void emitWithAckFailsIfTheFetchedSocketDoesNotAnswerOrIsGone() {
        RemoteSocket remote = fetched();
        CompletableFuture<Arguments> slow = remote.timeout(Duration.ofSeconds(1)).emitWithAck("q").subscribeAsCompletionStage();
        fixture.settle();
        fixture.loop.advance(Duration.ofSeconds(1));
        failure(slow, AckTimeoutException.class);
        red.disconnects();
        CompletableFuture<Arguments> gone = remote.emitWithAck("q").subscribeAsCompletionStage();
        assertThat(failure(gone, SocketIOException.class)).hasMessage("The socket is not connected any more");
    }

    @Test
    void aFetchedSocketSupportsVolatileEvents() {
        RemoteSocket remote = fetched();
        red.link.stopReading();
        fixture.run(() -> remote.asVolatile().emit("a"));
        assertThat(red.link.unread()).isEmpty();
        fixture.run(() -> remote.compress(false).emit("a"));
        assertThat(red.link.unread()).hasSize(1);
    }

    @Test
    void aFetchedSocketHasItsHandshake() {
        SocketIOFixture.Client green = fixture.new Client();
        green.sends("0{\"token\":\"t\",\"n\":[1]}");
        fixture.socket().join("green");
        Socket socket = fixture.socket();
        RemoteSocket remote = io.to("green").fetchSockets().await().indefinitely().get(0);
        assertThat(remote.handshake().auth(Map.class)).isEqualTo(Map.of("token", "t", "n", List.of(1)));
        assertThat(remote.handshake().headers()).isEqualTo(socket.handshake().headers());
        assertThat(remote.handshake().query()).isEqualTo(socket.handshake().query());
        assertThat(remote.handshake().url()).isEqualTo(socket.handshake().url());
        assertThat(remote.handshake().address()).isEqualTo(socket.handshake().address());
        assertThat(remote.handshake().secure()).isEqualTo(socket.handshake().secure());
        assertThat(remote.handshake().xdomain()).isEqualTo(socket.handshake().xdomain());
        assertThat(remote.handshake().issued().toEpochMilli()).isEqualTo(socket.handshake().issued().toEpochMilli());
        assertThat(fetched().handshake().auth(Map.class)).isEmpty();
    }

    @Test
    void dataThatCannotBeSerialisedIsFetchedAsEmpty() {
        redSocket.data().put("x", new Object());
        assertThat(io.fetchSockets().await().indefinitely()).hasSize(2);
        assertThat(fetched().data()).isEmpty();
    }

    @Test
    void aServerWithoutPeersSendsNoRequest() {
        assertThat(io.serverSideEmitWithAck("q").await().indefinitely()).isEmpty();
        assertThat(io.serverCount().await().indefinitely()).isEqualTo(1);
    }
}

package io.quarkiverse.socketio.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import jakarta.inject.Inject;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.quarkiverse.socketio.Arguments;
import io.quarkiverse.socketio.SocketIOServer;
import io.quarkiverse.socketio.test.Handlers.Login;
import io.quarkiverse.socketio.test.Handlers.Point;
import io.quarkiverse.socketio.test.SocketIOTestClient.Transport;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;

/** Tests the client with each transport against the server. */
@QuarkusTest
class EachTransportTest {
    private static final byte[] BYTES = { 0, 1, 2, -1, 0x1e, -128 };

    @TestHTTPResource("/tests")
    URI uri;

    @Inject
    SocketIOServer io;

    static Stream<List<Transport>> transports() {
        return Stream.of(List.of(Transport.WEBSOCKET), List.of(Transport.POLLING), List.of(Transport.values()));
    }

    SocketIOTestClientBuilder client(String url) {
        return SocketIOTestClient.builder(url);
    }

    private SocketIOTestClientBuilder client(List<Transport> transports) {
        return client(uri.toString()).transports(transports.toArray(Transport[]::new));
    }

    @ParameterizedTest
    @MethodSource("transports")
    void aConnectedClientHasTheLastTransport(List<Transport> transports) {
        try (SocketIOTestClient client = client(transports).connect()) {
            assertThat(client.isConnected()).isTrue();
            assertThat(client.transport()).isEqualTo(transports.get(transports.size() - 1));
            client.emitWithAck("point", new Point(1, 2)); // the server has seen the upgrade
            assertThat(io.of("/tests").sockets()).anySatisfy(socket -> {
                assertThat(socket.id()).isEqualTo(client.id());
                assertThat(socket.conn().transport()).isEqualTo(client.transport().queryName());
            });
        }
    }

    @ParameterizedTest
    @MethodSource("transports")
    void typedArgumentsTravelBothWays(List<Transport> transports) {
        try (SocketIOTestClient client = client(transports).auth(new Login("Zoë")).connect()) {
            assertThat(client.await("welcome").get(0, String.class)).isEqualTo("Zoë");
            assertThat(client.emitWithAck("point", new Point(3, 4)).get(0, Point.class)).isEqualTo(new Point(-4, 3));
        }
    }

    @ParameterizedTest
    @MethodSource("transports")
    void binaryArgumentsTravelBothWays(List<Transport> transports) {
        try (SocketIOTestClient client = client(transports).connect()) {
            assertThat(client.emitWithAck("binary", BYTES).get(0, byte[].class)).isEqualTo(BYTES);
            client.emit("echo", BYTES, "text");
            ReceivedEvent echoed = client.await("echoed");
            assertThat(echoed.get(0, String.class)).isEqualTo("text");
            assertThat(echoed.get(1, byte[].class)).isEqualTo(BYTES);
            assertThat(((List<?>) echoed.get(2, Map.class).get("nested")).get(0)).isEqualTo(BYTES);
        }
    }

    @ParameterizedTest
    @MethodSource("transports")
    void largeAndManyMessagesArriveWholeAndInOrder(List<Transport> transports) {
        byte[] large = new byte[600_000];
        try (SocketIOTestClient client = client(transports).connect()) {
            assertThat(client.emitWithAck("binary", large).get(0, byte[].class)).isEqualTo(large);
            client.emit("count", 500);
            assertThat(IntStream.range(0, 500).map(i -> client.await("number").get(0, int.class)).toArray())
                    .isEqualTo(IntStream.range(0, 500).toArray());
        }
    }

    @ParameterizedTest
    @MethodSource("transports")
    void theClientAnswersTheServer(List<Transport> transports) {
        try (SocketIOTestClient client = client(transports)
                .answer("sum", args -> args.get(0, int.class) + args.get(1, int.class))
                .connect()) {
            assertThat(client.emitWithAck("ask", "sum").toList()).containsExactly(List.of(3));
            assertThat(client.await("sum").isAnswerRequested()).isTrue();
            var asked = io.of("/tests").to(client.id()).timeout(java.time.Duration.ofSeconds(60))
                    .emitWithAck("question", "ready?").subscribeAsCompletionStage();
            client.await("question").answer("yes", BYTES);
            assertThat(asked).succeedsWithin(60, TimeUnit.SECONDS).satisfies(answers -> {
                Arguments answer = answers.get(0);
                assertThat(answer.get(0, String.class)).isEqualTo("yes");
                assertThat(answer.get(1, byte[].class)).isEqualTo(BYTES);
            });
        }
    }

    @ParameterizedTest
    @MethodSource("transports")
    void headersAndTheQueryReachTheServer(List<Transport> transports) {
        try (SocketIOTestClient client = client(uri + "?room=7").bearerToken("t").header("Cookie", "a=b")
                .transports(transports.toArray(Transport[]::new)).connect()) {
            assertThat(client.emitWithAck("header", "authorization").toList()).containsExactly("Bearer t");
            assertThat(client.emitWithAck("header", "cookie").toList()).containsExactly("a=b");
            assertThat(io.of("/tests").sockets()).anySatisfy(
                    socket -> assertThat(socket.handshake().query()).containsEntry("room", "7"));
        }
    }

    @ParameterizedTest
    @MethodSource("transports")
    void theServerChecksTheOrigin(List<Transport> transports) {
        try (SocketIOTestClient client = client(transports).header("Origin", "http://" + uri.getAuthority()).connect()) {
            assertThat(client.emitWithAck("header", "origin").toList()).containsExactly("http://" + uri.getAuthority());
        }
        assertThatThrownBy(() -> client(transports).header("Origin", "http://elsewhere.test").connect())
                .isInstanceOfSatisfying(ConnectFailedException.class, refused -> assertThat(refused.httpStatus()).isPresent());
    }

    @ParameterizedTest
    @MethodSource("transports")
    void aRefusalHasMessageAndData(List<Transport> transports) {
        assertThatThrownBy(() -> client(transports).auth(new Login("eve")).connect())
                .isInstanceOfSatisfying(ConnectFailedException.class, refused -> {
                    assertThat(refused).hasMessageContaining("/tests").hasMessageContaining("not you");
                    assertThat(refused.reason()).isEqualTo("not you");
                    assertThat(refused.data(Point.class)).isEqualTo(new Point(1, 2));
                    assertThat(refused.httpStatus()).isEmpty();
                });
    }

    @ParameterizedTest
    @MethodSource("transports")
    void aDroppedLineIsRecovered(List<Transport> transports) throws InterruptedException {
        try (SocketIOTestClient client = client(transports).connect()) {
            String id = client.id();
            assertThat(client.recovered()).isFalse();
            client.await("welcome");
            client.dropLine();
            assertThat(client.awaitDisconnect()).isEqualTo("transport close");
            assertThat(reasonOf(id)).isIn("transport close", "transport error");
            io.of("/tests").emit("missed", 1);
            client.reconnect();
            assertThat(client.recovered()).isTrue();
            assertThat(client.id()).isEqualTo(id);
            assertThat(client.awaitBefore("missed", "nothing").get(0, int.class)).isEqualTo(1);
            assertThat(client.await("welcome").get(1, boolean.class)).isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("transports")
    void theServerSeesThatTheClientDisconnects(List<Transport> transports) throws InterruptedException {
        try (SocketIOTestClient client = client(transports).connect()) {
            client.disconnect();
            assertThat(client.awaitDisconnect()).isEqualTo("io client disconnect");
            assertThat(reasonOf(client.id())).isEqualTo("client namespace disconnect");
        }
        SocketIOTestClient closed = client(transports).connect();
        closed.close();
        assertThat(reasonOf(closed.id())).isEqualTo("client namespace disconnect");
        closed.close();
    }

    @ParameterizedTest
    @MethodSource("transports")
    void theClientSeesWhyTheServerDisconnects(List<Transport> transports) {
        try (SocketIOTestClient client = client(transports).connect()) {
            client.emit("kick");
            assertThat(client.awaitDisconnect()).isEqualTo("io server disconnect");
            client.reconnect();
            assertThat(client.recovered()).isFalse();
            client.emit("cut");
            assertThat(client.awaitDisconnect()).isEqualTo("transport close");
            assertThat(client.isConnected()).isFalse();
        }
    }

    private static String reasonOf(String id) throws InterruptedException {
        String left;
        do {
            left = Handlers.LEFT.poll(60, TimeUnit.SECONDS);
            assertThat(left).as("a disconnection of " + id).isNotNull();
        } while (!left.startsWith(id));
        return left.substring(id.length() + 1);
    }
}

package io.quarkiverse.socketio.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkiverse.socketio.test.SocketIOTestClient.Transport;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;

/** Tests the client against a server that does not keep to the protocol, over polling. */
class BrokenServerTest {
    private static final String OPEN = "0{\"sid\":\"s\",\"upgrades\":[\"websocket\"],\"maxPayload\":1000}";

    private final Vertx vertx = Vertx.vertx();
    private final BlockingQueue<String> posts = new LinkedBlockingQueue<>();
    /** The responses to one poll after the other; a number is a status. */
    private final Deque<String> polls = new ArrayDeque<>();
    private final Deque<HttpServerResponse> waiting = new ArrayDeque<>();
    private String answerToProbe = "";
    private int port;

    @BeforeEach
    void start() {
        port = await(vertx.createHttpServer().requestHandler(this::handle).listen(0, "localhost")).actualPort();
    }

    @AfterEach
    void stop() {
        await(vertx.close());
    }

    private static <T> T await(Future<T> future) {
        return future.toCompletionStage().toCompletableFuture().join();
    }

    private void handle(HttpServerRequest request) {
        if (request.method() == HttpMethod.POST) {
            request.body().onSuccess(body -> {
                posts.add(body.toString());
                request.response().end("ok");
            });
        } else if (request.getParam("transport").equals("polling")) {
            poll(null, request.response());
        } else if (answerToProbe.isEmpty()) {
            request.response().setStatusCode(404).end();
        } else {
            request.toWebSocket().onSuccess(socket -> socket.textMessageHandler(probe -> answerPoll(answerToProbe)));
        }
    }

    private void answerPoll(String answer) {
        poll(answer, null);
    }

    /** A response is there, or a request for one. */
    private synchronized void poll(String answer, HttpServerResponse request) {
        if (answer != null) {
            polls.add(answer);
        } else {
            waiting.add(request);
        }
        while (!polls.isEmpty() && !waiting.isEmpty()) {
            String next = polls.remove();
            HttpServerResponse response = waiting.remove();
            if (next.matches("\\d{3}")) {
                response.setStatusCode(Integer.parseInt(next)).end();
            } else {
                response.end(next);
            }
        }
    }

    private SocketIOTestClientBuilder client() {
        return SocketIOTestClient.builder("http://localhost:" + port).transports(Transport.POLLING);
    }

    private SocketIOTestClient connected(String... responses) {
        answerPoll(OPEN);
        answerPoll("40{\"sid\":\"id\"}");
        SocketIOTestClient client = client().connect();
        for (String response : responses) {
            answerPoll(response);
        }
        return client;
    }

    @Test
    void theClientConnectsWithTheIdOfTheServerAndAnswersPings() throws InterruptedException {
        try (SocketIOTestClient client = connected("2\u001e6", "42[\"hello\"]", "400")) {
            assertThat(client.id()).isEqualTo("id");
            client.await("hello");
            assertThat(posts.take()).isEqualTo("40");
            assertThat(posts.take()).isEqualTo("3");
        }
    }

    @Test
    void aPollThatFailsIsTheEndOfTheLine() {
        try (SocketIOTestClient client = connected("42[\"hello\"]", "500")) {
            assertThatThrownBy(() -> client.await("other")).isInstanceOf(AssertionError.class)
                    .hasMessageContaining("a poll was answered with 500").hasMessageContaining("\"hello\"");
            assertThat(client.awaitDisconnect()).isEqualTo("transport close");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = { "42[", "9", "bAQID", "42[\"connect\"]" })
    void aPacketThatIsInvalidIsNamed(String invalid) {
        try (SocketIOTestClient client = connected(invalid, "400", "400")) {
            assertThatThrownBy(() -> client.await("other")).isInstanceOf(AssertionError.class)
                    .hasMessageContaining("the server sent");
        }
    }

    @Test
    void theEndOfTheSessionBeforeTheNamespaceIsAFailureToConnect() {
        answerPoll(OPEN);
        answerPoll("1");
        assertThatThrownBy(() -> client().connect()).isInstanceOf(ConnectFailedException.class)
                .hasMessageContaining("the server closed the session");
    }

    @Test
    void aHandshakeThatIsNoJsonIsAFailureToConnect() {
        answerPoll("0no json");
        assertThatThrownBy(() -> client().connect()).isInstanceOf(ConnectFailedException.class).hasMessageContaining("no JSON");
    }

    @Test
    void aServerThatIsBusyIsAFailureToConnect() {
        answerPoll("503");
        assertThatThrownBy(() -> client().connect()).isInstanceOfSatisfying(ConnectFailedException.class,
                refused -> assertThat(refused.httpStatus()).hasValue(503));
    }

    @Test
    void anUpgradeThatIsOfferedAndRefusedIsAFailureToConnect() {
        answerPoll(OPEN);
        answerPoll("40{\"sid\":\"id\"}");
        answerPoll("6");
        assertThatThrownBy(() -> client().transports(Transport.POLLING, Transport.WEBSOCKET).connect())
                .isInstanceOfSatisfying(ConnectFailedException.class,
                        refused -> assertThat(refused.httpStatus()).hasValue(404));
    }

    @Test
    void aPollThatFailsDuringTheUpgradeIsAFailureToConnect() {
        answerToProbe = "500";
        answerPoll(OPEN);
        answerPoll("40{\"sid\":\"id\"}");
        assertThatThrownBy(() -> client().transports(Transport.values()).connect()).isInstanceOf(ConnectFailedException.class)
                .hasMessageStartingWith("The upgrade to a WebSocket failed: a poll was answered with 500");
    }

    @Test
    void messagesThatAreTooLongTogetherAreSentOneByOne() throws InterruptedException {
        try (SocketIOTestClient client = connected()) {
            assertThat(posts.take()).isEqualTo("40");
            Thread sending = new Thread(() -> {
                for (int i = 0; i < 20; i++) {
                    client.emit("x", "y".repeat(400));
                }
            });
            sending.start();
            int received = 0;
            while (received < 20) {
                String body = posts.take();
                assertThat(body.length()).isLessThanOrEqualTo(1000);
                received += body.split("\u001e").length;
            }
            sending.join();
            answerPoll("400");
        }
    }
}

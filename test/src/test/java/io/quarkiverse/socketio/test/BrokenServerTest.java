package io.quarkiverse.socketio.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import io.quarkiverse.socketio.test.SocketIOTestClient.Transport;

/** Tests the client against a server that does not keep to the protocol, over polling. */
class BrokenServerTest {
    private static final String OPEN = "0{\"sid\":\"s\",\"upgrades\":[\"websocket\"],\"maxPayload\":1000}";

    /** The responses to one poll after the other; a number is a status. */
    private final BlockingQueue<String> polls = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> posts = new LinkedBlockingQueue<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/socket.io/", this::handle);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        String answer;
        if (exchange.getRequestMethod().equals("POST")) {
            posts.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            answer = "ok";
        } else if (exchange.getRequestURI().getQuery().contains("transport=websocket")) {
            answer = "404";
        } else {
            try {
                answer = polls.take();
            } catch (InterruptedException e) {
                return;
            }
        }
        boolean status = answer.matches("\\d{3}");
        byte[] body = status ? new byte[0] : answer.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status ? Integer.parseInt(answer) : 200, status ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private SocketIOTestClientBuilder client() {
        return SocketIOTestClient.builder("http://localhost:" + server.getAddress().getPort()).transports(Transport.POLLING);
    }

    private SocketIOTestClient connected(String... responses) {
        polls.add(OPEN);
        polls.add("40{\"sid\":\"id\"}");
        SocketIOTestClient client = client().connect();
        for (String response : responses) {
            polls.add(response);
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
        polls.add(OPEN);
        polls.add("1");
        assertThatThrownBy(() -> client().connect()).isInstanceOf(ConnectFailedException.class)
                .hasMessageContaining("the server closed the session");
    }

    @Test
    void aHandshakeThatIsNoJsonIsAFailureToConnect() {
        polls.add("0no json");
        assertThatThrownBy(() -> client().connect()).isInstanceOf(ConnectFailedException.class).hasMessageContaining("no JSON");
    }

    @Test
    void aServerThatIsBusyIsAFailureToConnect() {
        polls.add("503");
        assertThatThrownBy(() -> client().connect()).isInstanceOfSatisfying(ConnectFailedException.class,
                refused -> assertThat(refused.httpStatus()).hasValue(503));
    }

    @Test
    void anUpgradeThatIsOfferedAndRefusedIsAFailureToConnect() {
        polls.add(OPEN);
        polls.add("40{\"sid\":\"id\"}");
        polls.add("6");
        assertThatThrownBy(() -> client().transports(Transport.POLLING, Transport.WEBSOCKET).connect())
                .isInstanceOfSatisfying(ConnectFailedException.class,
                        refused -> assertThat(refused.httpStatus()).hasValue(404));
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
            polls.add("400");
        }
    }
}

package io.quarkiverse.socketio.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quarkiverse.socketio.SocketIOException;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.Vertx;

/** Tests what a failing test says, and that it fails at once where nothing can come any more. */
@QuarkusTest
class FailureMessageTest {
    private static final Duration SHORT = Duration.ofMillis(200);

    @Inject
    Vertx vertx;

    SocketIOTestClient client;

    @BeforeEach
    void connect() {
        client = SocketIOTestClient.builder().namespace("tests").timeout(Duration.ofSeconds(60)).connect();
        client.await("welcome");
    }

    @AfterEach
    void close() {
        client.close();
    }

    private SocketIOTestClient impatient() {
        return SocketIOTestClient.builder().namespace("/tests").timeout(SHORT).connect();
    }

    @Test
    void aMissingEventIsNamedWithThoseThatHaveArrived() {
        try (SocketIOTestClient impatient = impatient()) {
            impatient.emit("count", 2);
            impatient.await("counted");
            assertThatThrownBy(() -> impatient.await("nothing")).isInstanceOf(AssertionError.class).hasMessageMatching(
                    "No event \"nothing\" within 200 ms on the socket \\S+ of the namespace /tests; these have arrived and were"
                            + " not taken: \"welcome\" \\[null, false, \\S+], \"number\" \\[0, \\S+], \"number\" \\[1, \\S+]");
            assertThat(impatient.received()).extracting(ReceivedEvent::name).containsExactly("welcome", "number", "number");
        }
    }

    @Test
    void aMissingAcknowledgementIsNamed() {
        try (SocketIOTestClient impatient = impatient()) {
            assertThatThrownBy(() -> impatient.emitWithAck("silent")).isInstanceOf(AssertionError.class)
                    .hasMessageStartingWith("No acknowledgement of \"silent\" within 200 ms").hasMessageContaining("welcome");
            assertThatThrownBy(impatient::awaitDisconnect).isInstanceOf(AssertionError.class)
                    .hasMessageStartingWith("No disconnection within 200 ms");
        }
    }

    @Test
    void anEventThatMustNotComeBeforeAnotherFailsTheTest() {
        client.emit("count", 1);
        assertThatThrownBy(() -> client.awaitBefore("counted", "number", "other")).isInstanceOf(AssertionError.class)
                .hasMessageMatching("The event \"number\" \\[0, \\S+] has arrived before \"counted\", which it must not");
        client.await("number");
        client.awaitBefore("counted", "number", "other");
    }

    @Test
    void aDisconnectionEndsTheWaiting() {
        CompletableFuture<ReceivedEvent> waiting = CompletableFuture.supplyAsync(() -> client.await("nothing"));
        client.emit("count", 1);
        client.await("counted");
        client.emit("kick");
        assertThat(waiting).failsWithin(60, TimeUnit.SECONDS).withThrowableThat().havingCause()
                .isInstanceOf(AssertionError.class)
                .withMessageStartingWith("No event \"nothing\" can arrive any more: the server disconnected the socket"
                        + " (io server disconnect); these have arrived and were not taken: \"number\"");
        assertThatThrownBy(() -> client.await("nothing")).isInstanceOf(AssertionError.class)
                .hasMessageContaining("io server disconnect");
        assertThatThrownBy(() -> client.emit("count", 1)).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("/tests").hasMessageContaining("io server disconnect");
        assertThatThrownBy(client::dropLine).isInstanceOf(IllegalStateException.class);
        assertThat(client.await("number").get(0, int.class)).isZero();
    }

    @Test
    void anAcknowledgementDoesNotOutliveTheConnection() {
        CompletableFuture<?> waiting = CompletableFuture.supplyAsync(() -> client.emitWithAck("silent"));
        client.emit("kick");
        assertThat(waiting).failsWithin(60, TimeUnit.SECONDS);
    }

    @Test
    void misuseIsNamed() {
        assertThatThrownBy(() -> client.emit("connect")).isInstanceOf(SocketIOException.class).hasMessageContaining("reserved");
        assertThatThrownBy(client::reconnect).isInstanceOf(IllegalStateException.class).hasMessageContaining("dropLine()");
        assertThatThrownBy(() -> SocketIOTestClient.builder("localhost:8081")).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("localhost:8081");
        assertThatThrownBy(() -> SocketIOTestClient.builder().auth("text").connect())
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("\"text\"");
        assertThatThrownBy(() -> SocketIOTestClient.builder().transports()).isInstanceOf(IllegalArgumentException.class);
        client.emit("count", 1);
        ReceivedEvent event = client.await("counted");
        assertThatThrownBy(() -> event.answer("yes")).isInstanceOf(IllegalStateException.class).hasMessageContaining("counted");
    }

    @Test
    void theClientRefusesToBlockAnEventLoop() {
        CompletableFuture<ReceivedEvent> waiting = new CompletableFuture<>();
        vertx.runOnContext(on -> {
            try {
                waiting.complete(client.await("nothing"));
            } catch (RuntimeException e) {
                waiting.completeExceptionally(e);
            }
        });
        assertThat(waiting).failsWithin(60, TimeUnit.SECONDS).withThrowableThat().havingCause()
                .isInstanceOf(IllegalStateException.class).withMessageContaining("eventloop");
    }

    @Test
    void anAnswerThatFailsEndsTheConnection() {
        client.answer("broken", args -> {
            throw new IllegalStateException("a failure of the tests");
        });
        assertThatThrownBy(() -> client.emitWithAck("ask", "broken")).isInstanceOf(AssertionError.class)
                .hasMessageContaining("a failure of the tests");
        assertThat(client.awaitDisconnect()).isEqualTo("answer failed");
    }

    @Test
    void anUnknownNamespaceIsRefused() {
        assertThatThrownBy(() -> SocketIOTestClient.builder().namespace("/unknown").connect())
                .isInstanceOfSatisfying(ConnectFailedException.class, refused -> {
                    assertThat(refused.reason()).isEqualTo("Invalid namespace");
                    assertThat(refused.data(String.class)).isNull();
                });
    }

    @Test
    void aRefusedRequestHasItsStatus() {
        for (SocketIOTestClient.Transport transport : SocketIOTestClient.Transport.values()) {
            assertThatThrownBy(() -> SocketIOTestClient.builder().path("/elsewhere").transports(transport).connect())
                    .isInstanceOfSatisfying(ConnectFailedException.class,
                            refused -> assertThat(refused.httpStatus()).hasValue(404));
        }
    }

    @Test
    void aServerThatIsNotThereIsNamed() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        for (SocketIOTestClient.Transport transport : SocketIOTestClient.Transport.values()) {
            assertThatThrownBy(
                    () -> SocketIOTestClient.builder(URI.create("http://127.0.0.1:" + port)).transports(transport).connect())
                    .isInstanceOf(ConnectFailedException.class).hasMessageContaining("cannot be reached");
        }
    }

    @Test
    void aServerThatDoesNotAnswerFailsTheTest() throws IOException {
        try (ServerSocket silent = new ServerSocket(0)) {
            for (SocketIOTestClient.Transport transport : SocketIOTestClient.Transport.values()) {
                assertThatThrownBy(() -> SocketIOTestClient.builder("http://127.0.0.1:" + silent.getLocalPort() + "/chat")
                        .transports(transport).timeout(SHORT).connect()).isInstanceOfAny(AssertionError.class,
                                ConnectFailedException.class);
            }
        }
    }
}

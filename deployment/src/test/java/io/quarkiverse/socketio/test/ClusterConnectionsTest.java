package io.quarkiverse.socketio.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkiverse.socketio.SocketIOException;
import io.quarkiverse.socketio.websockets.ClusterConnections;
import io.quarkus.test.QuarkusUnitTest;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.websockets.next.BasicWebSocketConnector;
import io.quarkus.websockets.next.OnOpen;
import io.quarkus.websockets.next.OnTextMessage;
import io.quarkus.websockets.next.WebSocket;
import io.quarkus.websockets.next.WebSocketClientConnection;
import io.quarkus.websockets.next.WebSocketConnection;
import io.smallrye.mutiny.Uni;

/** Tests {@link ClusterConnections} in a single process. */
class ClusterConnectionsTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @RegisterExtension
    static final QuarkusUnitTest APP = new QuarkusUnitTest()
            .withApplicationRoot(root -> root.addClasses(Chat.class, News.class))
            .overrideConfigKey("quarkus.socketio.websockets.max-buffered-bytes", "100000");

    @TestHTTPResource
    URI uri;

    @Inject
    ClusterConnections connections;

    private final List<Visitor> visitors = new CopyOnWriteArrayList<>();

    private final class Visitor {
        private final BlockingQueue<String> received = new LinkedBlockingQueue<>();
        private final WebSocketClientConnection connection;
        private final String id;

        Visitor(String path) throws InterruptedException {
            connection = BasicWebSocketConnector.create().baseUri(uri).path(path)
                    .executionModel(BasicWebSocketConnector.ExecutionModel.NON_BLOCKING) // else in no order
                    .onTextMessage((at, text) -> received.add(text))
                    .onBinaryMessage((at, bytes) -> received.add("binary " + bytes.toString()))
                    .connectAndAwait();
            visitors.add(this);
            id = next();
        }

        private String next() throws InterruptedException {
            return received.poll(LIMIT.toSeconds(), TimeUnit.SECONDS);
        }
    }

    @AfterEach
    void leave() {
        visitors.forEach(visitor -> visitor.connection.closeAndAwait());
        visitors.clear();
        await().atMost(LIMIT).until(() -> connections.count().await().atMost(LIMIT) == 0);
    }

    private static void send(Uni<Void> sending) {
        sending.await().atMost(LIMIT);
    }

    @Test
    void eachFilterSelectsItsConnections() throws InterruptedException {
        Visitor lobby = new Visitor("/chat/lobby");
        Visitor kitchen = new Visitor("/chat/kitchen");
        Visitor news = new Visitor("/news");
        send(connections.sendText("to all"));
        send(connections.endpoint("chat").sendText("to the chat"));
        send(connections.endpoint(News.class.getName()).sendText("to readers"));
        send(connections.withPathParam("room", "lobby").sendText("to the lobby"));
        send(connections.endpoint("chat").except(lobby.id).sendText("to others"));
        send(connections.to(kitchen.id, news.id).sendText("to two"));
        send(connections.to().sendText("to nobody"));
        send(connections.toUsers("ada").sendText("to ada"));
        send(connections.local().sendText("end"));
        for (String text : List.of("to all", "to the chat", "to the lobby", "end")) {
            assertThat(lobby.next()).isEqualTo(text);
        }
        for (String text : List.of("to all", "to the chat", "to others", "to two", "end")) {
            assertThat(kitchen.next()).isEqualTo(text);
        }
        for (String text : List.of("to all", "to readers", "to two", "end")) {
            assertThat(news.next()).isEqualTo(text);
        }
        assertThat(connections.endpoint("chat").count().await().atMost(LIMIT)).isEqualTo(2);
        assertThat(connections.local().count().await().atMost(LIMIT)).isEqualTo(3);
    }

    record Line(String author, String text) {
    }

    @Test
    void objectsAndBytesAreSent() throws InterruptedException {
        Visitor news = new Visitor("/news");
        send(connections.sendJson(new Line("ada", "hello")));
        send(connections.sendBinary("bytes".getBytes(StandardCharsets.UTF_8)));
        assertThat(news.next()).isEqualTo("{\"author\":\"ada\",\"text\":\"hello\"}");
        assertThat(news.next()).isEqualTo("binary bytes");
    }

    @Test
    void messagesKeepTheirOrder() throws InterruptedException {
        Visitor lobby = new Visitor("/chat/lobby");
        Visitor other = new Visitor("/chat/lobby");
        IntStream.range(0, 200).forEach(i -> lobby.connection.sendTextAndAwait("" + i));
        for (int i = 0; i < 200; i++) {
            assertThat(other.next()).isEqualTo("" + i);
        }
        assertThat(lobby.received).isEmpty();
    }

    @Test
    void whatCannotBeSentFailsAndReachesNobody() throws InterruptedException {
        Visitor news = new Visitor("/news");
        assertThatThrownBy(() -> send(connections.sendText("x".repeat(100_000)))).isInstanceOf(SocketIOException.class)
                .hasMessageContaining("quarkus.socketio.websockets.max-buffered-bytes (100000)");
        assertThatThrownBy(() -> send(connections.sendJson(new Object()))).isInstanceOf(SocketIOException.class)
                .hasMessageContaining("java.lang.Object cannot be serialised");
        send(connections.sendText("end"));
        assertThat(news.next()).isEqualTo("end");
    }

    @Test
    void nothingIsSentBeforeTheSubscription() throws InterruptedException {
        Visitor news = new Visitor("/news");
        Uni<Void> twice = connections.sendText("twice");
        send(connections.sendText("first"));
        send(twice);
        send(twice);
        assertThat(List.of(news.next(), news.next(), news.next())).containsExactly("first", "twice", "twice");
    }

    @WebSocket(path = "/chat/{room}", endpointId = "chat")
    public static class Chat {
        @Inject
        ClusterConnections connections;

        @OnOpen
        String open(WebSocketConnection connection) {
            return connection.id();
        }

        @OnTextMessage
        Uni<Void> said(String text, WebSocketConnection connection) {
            return connections.endpoint("chat").withPathParam("room", connection.pathParam("room")).except(connection.id())
                    .sendText(text);
        }
    }

    @WebSocket(path = "/news")
    public static class News {
        @OnOpen
        String open(WebSocketConnection connection) {
            return connection.id();
        }
    }
}

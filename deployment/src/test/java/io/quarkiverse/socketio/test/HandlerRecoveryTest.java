package io.quarkiverse.socketio.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkiverse.socketio.OnConnect;
import io.quarkiverse.socketio.Socket;
import io.quarkiverse.socketio.SocketIO;
import io.quarkiverse.socketio.SocketIOServer;
import io.quarkus.test.QuarkusUnitTest;
import io.quarkus.test.common.http.TestHTTPResource;

/**
 * Tests that a handler sees a recovered socket. The client is written by hand, since the client for Java does not support
 * recovery.
 */
class HandlerRecoveryTest {
    @RegisterExtension
    static final QuarkusUnitTest APP = new QuarkusUnitTest()
            .withApplicationRoot(root -> root.addClasses(Arrivals.class))
            .overrideConfigKey("quarkus.socketio.recovery.enabled", "true");

    @TestHTTPResource("socket.io/?EIO=4&transport=websocket")
    URI uri;

    @Inject
    SocketIOServer io;

    @Test
    void aClientThatReconnectsHasItsIdAndGetsMissedEvents() throws InterruptedException {
        Connection first = new Connection("40");
        String answer = first.next();
        assertThat(answer).matches("40\\{\"sid\":\"[^\"]+\",\"pid\":\"[^\"]+\"}");
        assertThat(Arrivals.RECOVERED.poll(60, TimeUnit.SECONDS)).isFalse();
        io.emit("hello");
        String hello = first.next();
        first.socket.abort();
        await().atMost(Duration.ofSeconds(60)).until(() -> io.sockets().isEmpty());
        io.emit("missed", 1);
        String pid = answer.replaceFirst(".*\"pid\":", "").replace("}", "");
        Connection second = new Connection(
                "40{\"pid\":" + pid + ",\"offset\":" + hello.replaceFirst(".*,", "").replace("]", "}"));
        assertThat(second.next()).startsWith("42[\"missed\",1,\"");
        assertThat(second.next()).isEqualTo(answer);
        assertThat(Arrivals.RECOVERED.poll(60, TimeUnit.SECONDS)).isTrue();
        second.socket.abort();
    }

    private final class Connection implements WebSocket.Listener {
        private final BlockingQueue<String> received = new LinkedBlockingQueue<>();
        private final StringBuilder text = new StringBuilder();
        private final WebSocket socket;

        Connection(String connect) throws InterruptedException {
            socket = HttpClient.newHttpClient().newWebSocketBuilder()
                    .buildAsync(URI.create(uri.toString().replaceFirst("http", "ws")), this).join();
            assertThat(next()).startsWith("0{");
            socket.sendText(connect, true).join();
        }

        String next() throws InterruptedException {
            String message = received.poll(60, TimeUnit.SECONDS);
            assertThat(message).as("a message within a minute").isNotNull();
            return message;
        }

        @Override
        public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                received.add(text.toString());
                text.setLength(0);
            }
            return WebSocket.Listener.super.onText(webSocket, data, last);
        }
    }

    @SocketIO
    public static class Arrivals {
        static final BlockingQueue<Boolean> RECOVERED = new LinkedBlockingQueue<>();

        @OnConnect
        void joined(Socket socket) {
            RECOVERED.add(socket.recovered());
        }
    }
}

package io.quarkiverse.socketio.runtime.http;

import static io.quarkiverse.socketio.runtime.http.HttpFixture.LARGE;
import static io.quarkiverse.socketio.runtime.http.HttpFixture.POLLING;
import static io.quarkiverse.socketio.runtime.http.HttpFixture.polling;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class PipelinedRequestsTest extends HttpSetUp {
    private static final int MANY = 2_000;
    private static final String HEAD = " HTTP/1.1\r\nHost: x\r\n";
    private static final String NUMBER = "GET /number" + HEAD + "\r\n";

    @Override
    HttpFixture serve() throws Exception {
        return HttpFixture.holding();
    }

    /** Sends the first request, from which on the connection is controlled. */
    private void begin() throws IOException {
        assertThat(client.get("/number").body()).isEqualTo("answer 1");
    }

    @Test
    void pipelinedRequestsAreAnsweredInOrder() throws IOException {
        client.send(NUMBER.repeat(MANY));
        for (int i = 1; i <= MANY; i++) {
            assertThat(client.response().body()).isEqualTo("answer " + i);
        }
        assertThat(client.get("/number").body()).isEqualTo("answer " + (MANY + 1));
    }

    @Test
    void bodiesStayWithTheirRequests() throws IOException {
        String sid = server.open();
        StringBuilder requests = new StringBuilder(NUMBER);
        for (int i = 0; i < 50; i++) {
            requests.append("POST ").append(polling(sid)).append(HEAD).append("Content-Length: 1002\r\n\r\n4")
                    .append((char) ('a' + i % 26)).append("x".repeat(1000)).append(NUMBER)
                    .append("POST ").append(polling(sid)).append(HEAD).append("Transfer-Encoding: chunked\r\n\r\n2\r\n4")
                    .append((char) ('a' + i % 26)).append("\r\n1\r\ny\r\n0\r\n\r\n");
        }
        client.send(requests.toString());
        client.response();
        for (int i = 0; i < 50; i++) {
            assertThat(client.response().body()).isEqualTo("ok");
            assertThat(client.response().body()).isEqualTo("answer " + (i + 2));
            assertThat(client.response().body()).isEqualTo("ok");
            assertThat(server.received.remove()).startsWith((char) ('a' + i % 26) + "x");
            assertThat(server.received.remove()).isEqualTo((char) ('a' + i % 26) + "y");
        }
    }

    @Test
    void aPollDelaysRequestsBehindIt() throws IOException {
        String sid = server.open();
        client.send("GET " + polling(sid) + HEAD + "\r\n" + NUMBER);
        client.send(NUMBER);
        try (RawClient other = server.client()) {
            assertThat(other.post(polling(sid), "4hello").body()).isEqualTo("ok");
        }
        assertThat(client.response().body()).isEqualTo("4hello");
        assertThat(client.response().body()).isEqualTo("answer 1");
        assertThat(client.response().body()).isEqualTo("answer 2");
    }

    @Test
    void requestsBehindAPollAreLeftUnread() throws Exception {
        String sid = server.open();
        client.send("GET " + polling(sid) + HEAD + "\r\n");
        CompletableFuture<Void> sent = CompletableFuture.runAsync(() -> {
            try {
                for (int i = 0; i < 100; i++) {
                    client.send(("GET /number" + HEAD + "X: " + "x".repeat(5_000) + "\r\n\r\n").repeat(20));
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        try (RawClient other = server.client()) {
            String second = server.open();
            assertThat(other.post(polling(second), "4elsewhere").body()).isEqualTo("ok");
            assertThat(server.answered.get()).isZero();
            assertThat(server.budget.held()).isLessThan(1_000_000);
            assertThat(other.post(polling(sid), "4hello").body()).isEqualTo("ok");
        }
        assertThat(client.response().body()).isEqualTo("4hello");
        for (int i = 1; i <= 2_000; i++) {
            assertThat(client.response().body()).isEqualTo("answer " + i);
        }
        sent.get(10, TimeUnit.SECONDS);
    }

    @Test
    void responsesAreNotWrittenToAClientThatDoesNotRead() throws IOException {
        begin();
        for (int i = 0; i < 200; i++) {
            client.send("GET /large" + HEAD + "\r\n");
        }
        awaitStandstill(server.answered);
        assertThat(server.answered.get()).as("responses that fit into the system's buffers, and a few more").isLessThan(100);
        for (int i = 0; i < 200; i++) {
            assertThat(client.response().body()).hasSize(LARGE);
        }
    }

    @Test
    void aRequestMayBecomeAWebSocketBehindOthers() throws IOException {
        client.send(NUMBER + "GET " + HttpFixture.WEBSOCKET + HEAD + "Upgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
        assertThat(client.response().body()).isEqualTo("answer 1");
        assertThat(client.response().status()).isEqualTo(101);
        assertThat(client.nextFrame()).startsWith("0{");
        client.text("4hello");
        assertThat(client.nextFrame()).isEqualTo("4hello");
    }

    @Test
    void a100ContinueIsNotTheResponse() throws IOException {
        String sid = server.open();
        begin();
        client.send("POST " + polling(sid) + HEAD + "Expect: 100-continue\r\nContent-Length: 3\r\n\r\n4ab" + NUMBER);
        RawClient.Response first = client.response();
        assertThat((first.status() == 100 ? client.response() : first).body()).isEqualTo("ok");
        assertThat(client.response().body()).isEqualTo("answer 2");
    }

    @Test
    void aLostClientLeavesNothing() throws IOException {
        client.send(("GET " + POLLING + HEAD + "\r\n").repeat(20));
        client.reset();
        // the set-up checks sessions and bytes that are left; the sessions end with the server
    }

    @Test
    void aRequestWhoseConnectionIsClosedIsServed() throws Exception {
        client.send("GET /late" + HEAD + "\r\n");
        assertThat(server.received.take()).isEqualTo("late");
        client.close();
        server.late.get(10, TimeUnit.SECONDS);
    }

    private static void awaitStandstill(AtomicInteger count) {
        int before = -1;
        for (long since = System.nanoTime(); System.nanoTime() - since < 500_000_000;) {
            if (count.get() != before) {
                before = count.get();
                since = System.nanoTime();
            }
            Thread.onSpinWait();
        }
    }
}

package io.quarkiverse.socketio.it.badinput;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkiverse.socketio.it.support.RawHttp;
import io.quarkiverse.socketio.it.support.RawHttp.Response;
import io.quarkiverse.socketio.it.support.RawWebSocket;

/** Tests requests of a long-polling session and their bodies. */
class PollingPayloadTest extends BadInputTest {
    private static final int MAX_PAYLOAD = 1_000_000;
    private static final String RS = "\u001e";

    @Test
    @Row(4)
    void aBodyWhoseLengthExceedsTheLimitIsRefusedUnread() throws IOException {
        List<RawHttp> connections = new ArrayList<>(); // all at once, since each takes the full timeout
        for (long length : new long[] { MAX_PAYLOAD + 1, 100_000_000, Long.MAX_VALUE }) {
            RawHttp http = keep(new RawHttp(server.port()));
            connections.add(http);
            assertThat(http.send(polling().head("POST", length)).receive().status()).as("%s bytes", length).isEqualTo(413);
        }
        for (RawHttp http : connections) {
            assertThat(http.line()).as("the connection ends").isNull();
        }
    }

    @Test
    @Row(4)
    void aChunkedBodyIsRefusedOnceItExceedsTheLimit() throws IOException {
        byte[] chunk = ("10000\r\n" + "x".repeat(0x10000) + "\r\n").getBytes(StandardCharsets.ISO_8859_1);
        for (int i = 0; i < 20; i++) {
            PollingClient client = polling();
            try (RawHttp http = new RawHttp(server.port())) {
                http.send("POST " + client.target() + " HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n");
                for (int sent = 0; sent < 16; sent++) { // 1,048,576 bytes
                    http.send(chunk);
                }
                assertThat(http.receive().status()).isEqualTo(413);
            }
        }
    }

    @Test
    @Row(4)
    void aBodyOfExactlyTheLimitIsAccepted() throws IOException {
        PollingClient client = polling();
        client.join();
        String packet = "42[\"echo\",\"" + "x".repeat(MAX_PAYLOAD - 13) + "\"]";
        assertThat(client.post(packet).status()).isEqualTo(200);
        assertThat(client.get().body()).startsWith("42[\"echo-back\",\"xxx");
        assertThat(client.post(packet + " ".repeat(2)).status()).isEqualTo(413);
    }

    @Test
    @Row(4)
    void aClientThatIsRefusedMaySendItsBodyToTheEnd() throws IOException {
        byte[] chunk = "x".repeat(0x10000).getBytes(StandardCharsets.ISO_8859_1);
        try (RawHttp http = new RawHttp(server.port())) {
            http.send(polling().head("POST", 32 * chunk.length));
            assertThat(http.receive().status()).isEqualTo(413);
            for (int sent = 0; sent < 32; sent++) {
                http.send(chunk);
            }
            assertThat(http.line()).as("the connection is closed orderly").isNull();
        }
    }

    @Test
    @Row(12)
    void aBinaryBodyOfRevision3EndsTheSession() throws IOException {
        PollingClient client = polling();
        String id = client.join();
        Response answer = client.post(new byte[] { 0, 1, (byte) 255, 4 }, "Content-Type: application/octet-stream");
        assertThat(answer.status()).isEqualTo(400);
        server.awaitLeft(id, "transport error");
        client.assertSessionClosed();
    }

    @Test
    @Row(38)
    void twoPollsAtOnceEndTheSession() throws IOException {
        PollingClient client = polling();
        String id = client.join();
        try (RawHttp one = poll(client); RawHttp other = poll(client)) {
            Response first = one.receive(); // the order of the two is undefined
            Response second = other.receive();
            assertThat(List.of(first.status(), second.status())).containsExactlyInAnyOrder(200, 400);
            assertThat((first.status() == 200 ? first : second).body()).isEqualTo("1");
        }
        server.awaitLeft(id, "transport error");
        client.assertSessionClosed();
    }

    private RawHttp poll(PollingClient client) throws IOException {
        return new RawHttp(server.port()).send("GET " + client.target() + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
    }

    @Test
    @Row(38)
    void twoPostsAtOnceEndTheSession() throws IOException {
        PollingClient client = polling();
        String id = client.join();
        try (RawHttp first = new RawHttp(server.port())) {
            first.send(client.head("POST", 10) + "4");
            server.process().await("refusal of the second", () -> status(client) == 400);
        }
        server.awaitLeft(id, "transport error");
        client.assertSessionClosed();
    }

    private static int status(PollingClient client) {
        try {
            return client.post("3").status();
        } catch (IOException e) {
            return -1;
        }
    }

    @Test
    @Row(38)
    void anAbortedPollEndsTheSession() throws IOException {
        PollingClient client = polling();
        String id = client.join();
        // repeated, since a reset that overtakes its own request does not concern the session
        server.process().await("end of the session", () -> {
            try (RawHttp http = poll(client)) {
                int status = status(client);
                http.reset();
                return status == 400;
            } catch (IOException e) {
                return false;
            }
        });
        server.awaitLeft(id, "transport error");
        client.assertSessionClosed();
    }

    @Test
    @Row(38)
    void anAbortedPostEndsTheSession() throws IOException {
        PollingClient client = polling();
        String id = client.join();
        // repeated, since a close that overtakes its own request does not concern the session
        server.process().await("end of the session", () -> {
            try (RawHttp http = new RawHttp(server.port())) {
                http.send(client.head("POST", 10) + "4");
            } catch (IOException e) {
                return false;
            }
            return status(client) == 400;
        });
        server.awaitLeft(id, "transport error");
        client.assertSessionClosed();
    }

    @ParameterizedTest
    @ValueSource(strings = { "PUT", "DELETE", "OPTIONS", "PATCH", "HEAD", "FOO" })
    @Row(38)
    void otherMethodsAreRefusedAndTheSessionLives(String method) throws IOException {
        PollingClient client = polling();
        client.join();
        try (RawHttp http = new RawHttp(server.port())) {
            String status = http.send(client.head(method, 0)).line();
            assertThat(status).startsWith("HTTP/1.1 400");
        }
        client.assertServed();
    }

    @Test
    @Row(38)
    void aPollOfAWebSocketSessionIsRefused() throws IOException {
        RawWebSocket client = upgrade(RawWebSocket.TARGET);
        String sid = client.open();
        client.join();
        Response answer = RawHttp.get(server.port(), PollingClient.HANDSHAKE + "&sid=" + sid);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body()).isEqualTo("{\"code\":3,\"message\":\"Bad request\"}");
        client.assertServed();
    }

    @Test
    @Row(38)
    void aRequestOfTheWrongTransportIsABadRequest() throws IOException {
        PollingClient client = polling();
        client.join();
        assertThat(RawHttp.get(server.port(), RawWebSocket.TARGET + "&sid=" + client.sid()).status()).isEqualTo(400);
        assertThat(upgrade(client.target()).answer.status()).isEqualTo(400);
        client.assertServed();
    }

    @Test
    @Row(40)
    void aPayloadOfTooManyPacketsIsRefused() throws IOException {
        PollingClient client = polling();
        String id = client.join();
        assertThat(client.post(("3" + RS).repeat(499_999) + "3").status()).isBetween(200, 499);
        server.awaitLeft(id, "parse error");
        client.assertSessionClosed();
    }

    @ParameterizedTest
    @ValueSource(strings = { "b!!!!", "bAA=A", "b\u20ac", "bA", "4\u001eb=", "", "\u001e", "3\u001e", "\u001e3", "9", "x" })
    @Row(40)
    void aMalformedPayloadIsRefused(String payload) throws IOException {
        PollingClient client = polling();
        String id = client.join();
        client.post(payload);
        server.awaitLeft(id, "parse error");
        client.assertSessionClosed();
    }

    @Test
    @Row(35)
    void aBodyWithInvalidUtf8IsRefused() throws IOException {
        PollingClient client = polling();
        String id = client.join();
        client.post(new byte[] { '4', '2', '[', '"', (byte) 0xff, (byte) 0xc0, '"', ']' });
        server.awaitLeft(id, "parse error");
    }

    @Test
    @Row(41)
    void aSlowBodyTimesOut() throws IOException {
        PollingClient client = polling();
        String id = client.join();
        try (RawHttp http = new RawHttp(server.port())) {
            http.send(client.head("POST", 10) + "4");
            assertThat(http.receive().status()).isEqualTo(408);
            assertThat(http.line()).as("the connection ends").isNull();
        }
        server.awaitLeft(id, "transport error");
        client.assertSessionClosed();
    }
}

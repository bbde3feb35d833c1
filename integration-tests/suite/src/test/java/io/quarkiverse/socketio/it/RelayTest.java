package io.quarkiverse.socketio.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Random;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import io.quarkiverse.socketio.it.RawHttp.Response;

/** A request whose session lives in another worker than its connection. */
class RelayTest {
    /** Session ids of incarnation 1, 2, and one that nobody has. */
    private static final String[] SID = { "P_aaaaaaaaaaaaaaaaaa", "ABaaaaaaaaaaaaaaaaaa", "ACaaaaaaaaaaaaaaaaaa" };
    private static final int UNKNOWN = 0;

    private static AppProcess app;

    @BeforeAll
    static void start() {
        app = AppProcess.startCluster("cluster-app");
    }

    @AfterAll
    static void stop() {
        app.close();
    }

    @Test
    void aNewConnectionGoesToTheOwner() throws IOException {
        for (int i = 0; i < 10; i++) {
            assertThat(workerOf(RawHttp.get(app.port(), "/who?sid=" + SID[1]))).isEqualTo("1");
            assertThat(workerOf(RawHttp.get(app.port(), "/who?a=b&sid=" + SID[2]))).isEqualTo("2");
        }
    }

    @Test
    void eachRequestOfAKeepAliveConnectionGoesToItsOwner() throws IOException {
        try (RawHttp connection = new RawHttp(app.port())) {
            for (int i = 0; i < 10; i++) {
                int owner = 1 + i % 2;
                assertThat(workerOf(connection.get("/who?sid=" + SID[owner]))).isEqualTo(Integer.toString(owner));
            }
        }
    }

    @Test
    void aRequestOfAnUnknownOwnerStaysWhereItIs() throws IOException {
        try (RawHttp connection = new RawHttp(app.port())) {
            String here = workerOf(connection.get("/who"));
            assertThat(workerOf(connection.get("/who?sid=" + SID[UNKNOWN]))).isEqualTo(here);
            assertThat(workerOf(connection.get("/who?sid=short"))).isEqualTo(here);
        }
    }

    @Test
    void aStreamedBodyIsRelayedIntact() throws Exception {
        byte[] body = new byte[900_000];
        new Random(3).nextBytes(body);
        try (RawHttp connection = new RawHttp(app.port())) {
            int other = "1".equals(workerOf(connection.get("/who"))) ? 2 : 1;
            connection.send("POST /digest?sid=" + SID[other] + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + body.length
                    + "\r\n\r\n");
            for (int sent = 0; sent < body.length; sent += 90_000) {
                connection.send(java.util.Arrays.copyOfRange(body, sent, sent + 90_000));
            }
            Response response = connection.receive();
            assertThat(workerOf(response)).isEqualTo(Integer.toString(other));
            assertThat(response.body())
                    .isEqualTo("900000 " + HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body)));
            assertThat(workerOf(connection.get("/who"))).isNotEqualTo(Integer.toString(other));
        }
    }

    @Test
    void aWebSocketIsRelayed() throws IOException {
        try (RawHttp connection = new RawHttp(app.port())) {
            int other = "1".equals(workerOf(connection.get("/who"))) ? 2 : 1;
            connection.send("GET /ws?sid=" + SID[other] + " HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\n"
                    + "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
            assertThat(connection.line()).startsWith("HTTP/1.1 101");
            while (!connection.line().isEmpty()) {
                // headers
            }
            assertThat(connection.textFrame()).endsWith(" " + other);
            connection.sendTextFrame("hello");
            assertThat(connection.textFrame()).isEqualTo("hello");
        }
    }

    @Test
    void aClientThatLeavesIsSeenByTheOwner() throws IOException {
        try (RawHttp connection = new RawHttp(app.port())) {
            int other = "1".equals(workerOf(connection.get("/who"))) ? 2 : 1;
            connection.send("GET /hang?sid=" + SID[other] + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
            app.awaitLine("^\\[w" + other + "\\] hanging");
        }
        app.awaitLine("hung up");
    }

    @Test
    void aRefusedUpgradeIsRelayedWithItsAnswer() throws IOException {
        try (RawHttp connection = new RawHttp(app.port())) {
            int other = "1".equals(workerOf(connection.get("/who"))) ? 2 : 1;
            Response response = connection.send("GET /who?sid=" + SID[other] + " HTTP/1.1\r\nHost: localhost\r\n"
                    + "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                    + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n").receive();
            assertThat(response.status()).isEqualTo(200);
            assertThat(workerOf(response)).isEqualTo(Integer.toString(other));
            assertThat(response.body()).contains(" " + other + " ");
        }
    }

    private static String workerOf(Response response) {
        return response.headers().get("worker");
    }
}

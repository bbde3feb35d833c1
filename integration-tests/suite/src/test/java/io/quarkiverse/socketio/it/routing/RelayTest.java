package io.quarkiverse.socketio.it.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkiverse.socketio.it.support.AppProcess;
import io.quarkiverse.socketio.it.support.RawHttp;
import io.quarkiverse.socketio.it.support.RawHttp.Response;

/** Tests requests whose session is at another worker than their connection. */
class RelayTest {
    /** Session ids of incarnations 1, 2, and one that does not exist. */
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
            assertThat(workerOf(RawHttp.get(app.port(), "/socket.io/app/who?sid=" + SID[1]))).isEqualTo("1");
            assertThat(workerOf(RawHttp.get(app.port(), "/socket.io/app/who?a=b&sid=" + SID[2]))).isEqualTo("2");
        }
    }

    @Test
    void eachRequestOfAKeepAliveConnectionGoesToItsOwner() throws IOException {
        try (RawHttp connection = new RawHttp(app.port())) {
            for (int i = 0; i < 10; i++) {
                int owner = 1 + i % 2;
                assertThat(workerOf(connection.get("/socket.io/app/who?sid=" + SID[owner]))).isEqualTo(Integer.toString(owner));
            }
        }
    }

    @Test
    void aRequestOfAnUnknownOwnerIsNotRelayed() throws IOException {
        try (RawHttp connection = new RawHttp(app.port())) {
            String here = workerOf(connection.get("/who"));
            assertThat(workerOf(connection.get("/socket.io/app/who?sid=" + SID[UNKNOWN]))).isEqualTo(here);
            assertThat(workerOf(connection.get("/socket.io/app/who?sid=short"))).isEqualTo(here);
        }
    }

    @Test
    void aStreamedBodyIsRelayedIntact() throws Exception {
        byte[] body = new byte[900_000];
        new Random(3).nextBytes(body);
        try (RawHttp connection = new RawHttp(app.port())) {
            int other = "1".equals(workerOf(connection.get("/who"))) ? 2 : 1;
            connection.send("POST /socket.io/app/digest?sid=" + SID[other] + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: "
                    + body.length
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
            connection.send("GET /socket.io/app/ws?sid=" + SID[other]
                    + " HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\n"
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
    void theOwnerNoticesADisconnectedClient() throws IOException {
        try (RawHttp connection = new RawHttp(app.port())) {
            int other = "1".equals(workerOf(connection.get("/who"))) ? 2 : 1;
            connection.send("GET /socket.io/app/hang?sid=" + SID[other] + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
            app.awaitLine("^\\[w" + other + "\\] hanging");
        }
        app.awaitLine("hung up");
    }

    @Test
    void aRefusedUpgradeIsRelayedWithItsResponse() throws IOException {
        try (RawHttp connection = new RawHttp(app.port())) {
            int other = "1".equals(workerOf(connection.get("/who"))) ? 2 : 1;
            Response response = connection.send("GET /socket.io/app/who?sid=" + SID[other] + " HTTP/1.1\r\nHost: localhost\r\n"
                    + "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                    + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n").receive();
            assertThat(response.status()).isEqualTo(200);
            assertThat(workerOf(response)).isEqualTo(Integer.toString(other));
            assertThat(response.body()).contains(" " + other + " ");
        }
    }

    /** The Connection header of Firefox is a list. */
    @Test
    void aWebSocketOfFirefoxIsRelayed() throws IOException {
        try (RawHttp connection = new RawHttp(app.port())) {
            int other = otherThan(connection);
            assertThat(connection.send("GET /socket.io/app/ws?sid=" + SID[other] + " HTTP/1.1\r\nHost: localhost\r\n"
                    + "Connection: keep-alive, Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                    + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n").receive().status()).isEqualTo(101);
            assertThat(connection.textFrame()).endsWith(" " + other);
            connection.sendTextFrame("hello");
            assertThat(connection.textFrame()).isEqualTo("hello");
        }
    }

    @Test
    void aRequestOutsideOfThePathIsNotRelayed() throws IOException {
        try (RawHttp connection = new RawHttp(app.port())) {
            String here = workerOf(connection.get("/who"));
            for (int worker = 1; worker <= 2; worker++) {
                assertThat(workerOf(connection.get("/who?sid=" + SID[worker]))).isEqualTo(here);
                assertThat(workerOf(connection.get("/socket.iox/../who?sid=" + SID[worker]))).isEqualTo(here);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = { "/socket.io/app/who?%73id=", "/socket.io/app/who?a=b;sid=", "/x/../socket.io/app/who?sid=",
            "/socket.io/app/who?sid=ACaaaaaaaaaaaaaaaaaa&s%69d=" })
    void theTargetIsParsedAsTheApplicationParsesIt(String target) throws IOException {
        try (RawHttp connection = new RawHttp(app.port())) {
            for (int owner = 1; owner <= 2; owner++) {
                assertThat(workerOf(connection.get(target + SID[owner]))).isEqualTo(Integer.toString(owner));
            }
        }
    }

    /** Only GET requests can become WebSockets. */
    @Test
    void aBodyWithAnUpgradeHeaderIsRelayedIntact() throws Exception {
        byte[] body = new byte[100_000];
        new Random(5).nextBytes(body);
        try (RawHttp connection = new RawHttp(app.port())) {
            int other = otherThan(connection);
            Response response = connection.send("POST /socket.io/app/digest?sid=" + SID[other]
                    + " HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                    + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nContent-Length: " + body.length + "\r\n\r\n").send(body)
                    .receive();
            assertThat(workerOf(response)).isEqualTo(Integer.toString(other));
            assertThat(response.body())
                    .isEqualTo("100000 " + HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body)));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = { "Host: localhost", "Host: localhost:8080", "Host: [::1]:8080", "Host: example.org:80" })
    void theOwnerSeesARelayedRequestAsADirectOne(String host) throws IOException {
        try (RawHttp connection = new RawHttp(app.port())) {
            int other = otherThan(connection);
            Response direct = facts(connection, SID[3 - other], host);
            Response relayed = facts(connection, SID[other], host);
            assertThat(workerOf(relayed)).isEqualTo(Integer.toString(other)).isNotEqualTo(workerOf(direct));
            assertThat(relayed.body()).isEqualTo(direct.body().replace(SID[3 - other], SID[other]))
                    .contains("remote=127.0.0.1:" + connection.socket().getLocalPort() + " ",
                            " " + host.replace("Host: ", "host="));
        }
    }

    private static Response facts(RawHttp connection, String sid, String fields) throws IOException {
        return connection.send("GET /socket.io/app/facts?sid=" + sid + " HTTP/1.1\r\n" + fields + "\r\n\r\n").receive();
    }

    @ParameterizedTest
    @CsvSource({ "127.0.0.1, 203.0.113.7:80", "10.0.0.1, 127.0.0.1:" })
    void aTrustedProxyIsTrustedBehindARelayToo(String trusted, String seen) throws IOException {
        try (AppProcess behind = AppProcess.startCluster("cluster-app", "-Dquarkus.http.proxy.proxy-address-forwarding=true",
                "-Dquarkus.http.proxy.allow-x-forwarded=true", "-Dquarkus.http.proxy.enable-forwarded-host=true",
                "-Dquarkus.http.proxy.enable-forwarded-prefix=true", "-Dquarkus.http.proxy.trusted-proxies=" + trusted);
                RawHttp connection = new RawHttp(behind.port())) {
            int other = otherThan(connection);
            String fields = "Host: localhost\r\nX-Forwarded-For: 203.0.113.7:80\r\n"
                    + "X-Forwarded-Host: example.org:8443\r\nX-Forwarded-Prefix: /prefix";
            Response direct = facts(connection, SID[3 - other], fields);
            Response relayed = facts(connection, SID[other], fields);
            assertThat(workerOf(relayed)).isEqualTo(Integer.toString(other));
            assertThat(relayed.body()).isEqualTo(direct.body().replace(SID[3 - other], SID[other])).contains("remote=" + seen);
        }
    }

    /** Whatever client and owner do, no connection between the workers is left, and relaying continues to work. */
    @Test
    void noRelayedExchangeLeavesAConnection() throws Exception {
        try (AppProcess few = AppProcess.startAfter("ulimit -n 400", AppProcess.packaged("cluster-app"))) {
            few.awaitReady();
            List<Long> workers = few.workers();
            exchangeAll(few, 1);
            few.await("rest", () -> workers.stream().noneMatch(pid -> sockets(pid) > 60));
            int[] before = workers.stream().mapToInt(RelayTest::sockets).toArray();
            exchangeAll(few, 100);
            for (int i = 0; i < before.length; i++) {
                long pid = workers.get(i);
                int most = before[i] + 3; // of the last clients, which are idle
                few.await("end of the connections of worker " + pid, () -> sockets(pid) <= most);
            }
            assertThat(few.workers()).containsExactlyElementsOf(workers);
            assertThat(few.output()).noneMatch(line -> line.contains(" ERROR ") || line.contains("Exception"));
            try (RawHttp connection = new RawHttp(few.port())) {
                int other = otherThan(connection);
                assertThat(workerOf(connection.get("/socket.io/app/who?sid=" + SID[other]))).isEqualTo(Integer.toString(other));
            }
        }
    }

    private static int sockets(long pid) {
        return AppProcess.descriptors(pid);
    }

    private static void exchangeAll(AppProcess few, int times) throws IOException {
        String upgrade = " HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
        for (int i = 0; i < times; i++) {
            try (RawHttp connection = new RawHttp(few.port())) {
                int other = otherThan(connection);
                String target = "/socket.io/app/who?sid=" + SID[other];
                for (int again = 0; again < 3; again++) { // not answered with 101
                    assertThat(connection.send("GET " + target + upgrade + "\r\n").receive().status()).isEqualTo(200);
                    assertThat(connection.get(target).status()).isEqualTo(200);
                }
                connection.send("GET /socket.io/?EIO=4&transport=websocket&sid=" + SID[other] + upgrade + "\r\n");
                assertThat(connection.receive().status()).isEqualTo(400);
            }
            for (String request : new String[] { "GET /socket.io/app/hang?sid=%s" + upgrade + "\r\n",
                    "GET /socket.io/app/hang?sid=%s HTTP/1.1\r\nHost: localhost\r\n\r\n",
                    "GET /socket.io/app/ws?sid=%s" + upgrade + "\r\n",
                    "POST /socket.io/app/digest?sid=%s HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n\r\nonly a part",
                    "POST /socket.io/app/digest?sid=%s HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhe" }) {
                RawHttp aborted = new RawHttp(few.port()); // before or after the owner has received it
                int other = otherThan(aborted);
                aborted.send(String.format(request, SID[other]));
                if (i % 2 == 0) {
                    aborted.reset();
                } else {
                    aborted.close();
                }
            }
        }
    }

    @Test
    void theClientGetsAnErrorIfTheOwnerIsGone() throws Exception {
        try (AppProcess dying = AppProcess.startCluster("cluster-app"); RawHttp connection = new RawHttp(dying.port())) {
            int owner = otherThan(connection);
            long pid = Long.parseLong(connection.get("/socket.io/app/who?sid=" + SID[owner]).body().split(" ")[0]);
            connection.send("GET /socket.io/app/hang?sid=" + SID[owner] + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
            dying.awaitLine("^\\[w" + owner + "\\] hanging");
            AppProcess.kill(pid);
            assertThat(connection.receive().status()).isEqualTo(502);
            assertThat(connection.get("/who").status()).isEqualTo(200);
        }
    }

    /** Returns the worker that does not have this connection. */
    private static int otherThan(RawHttp connection) throws IOException {
        return "1".equals(workerOf(connection.get("/who"))) ? 2 : 1;
    }

    private static String workerOf(Response response) {
        return response.headers().get("worker");
    }
}

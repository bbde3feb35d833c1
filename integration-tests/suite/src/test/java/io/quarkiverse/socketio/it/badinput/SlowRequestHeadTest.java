package io.quarkiverse.socketio.it.badinput;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.quarkiverse.socketio.it.support.AppProcess;
import io.quarkiverse.socketio.it.support.FixtureM.Mode;
import io.quarkiverse.socketio.it.support.RawHttp;
import io.quarkiverse.socketio.it.support.RawWebSocket;

/** Tests request heads that arrive byte by byte; only the timeout of heads ends them. */
class SlowRequestHeadTest {
    private static final String REQUEST = "GET /socket.io/?EIO=4&transport=polling HTTP/1.1\r\nHost: localhost\r\n\r\n";
    private static final byte[] SETTINGS = { 0, 0, 0, 4, 0, 0, 0, 0, 0 };
    private static final byte[] HEADERS_THAT_GO_ON = { 0, 0, 1, 1, 0, 0, 0, 0, 1, (byte) 0x82 };

    private static final Map<Mode, AppProcess> APPS = new EnumMap<>(Mode.class);
    private static final Map<Mode, Integer> PORTS = new EnumMap<>(Mode.class);

    @BeforeAll
    static void start() {
        for (Mode mode : Mode.values()) {
            AppProcess app = AppProcess.start(AppProcess.packaged("fixtures"), "-Dquarkus.profile=x",
                    "-Dquarkus.http.port=0", "-Dquarkus.socketio.cluster.workers=2",
                    "-Dquarkus.socketio.cluster.enabled=" + (mode == Mode.CLUSTER),
                    "-Dquarkus.socketio.cluster.first-request-timeout=10m", "-Dquarkus.socketio.limits.head-time=2s",
                    "-Dquarkus.socketio.ping-interval=1s", "-Dquarkus.socketio.ping-timeout=60s",
                    "-Dquarkus.socketio.connect-timeout=10m");
            APPS.put(mode, app);
            PORTS.put(mode, mode == Mode.CLUSTER ? app.awaitReady()
                    : Integer.parseInt(app.awaitLine("Listening on: http://127.0.0.1:(\\d+)").group(1)));
        }
    }

    @AfterAll
    static void stop() {
        APPS.values().forEach(AppProcess::close);
    }

    /** Sends header fields slowly until the server responds. */
    private static void drip(RawHttp http) throws IOException {
        for (int i = 0; i < 600 && http.socket().getInputStream().available() == 0; i++) {
            http.send("A: b\r\n");
            pause();
        }
    }

    /** Pauses between two bytes of an attack; not to wait for a condition. */
    private static void pause() {
        try {
            Thread.sleep(100);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void assertCut(RawHttp http) throws IOException {
        RawHttp.Response answer = http.receive();
        assertThat(answer.status()).isEqualTo(408);
        assertThat(answer.headers()).containsEntry("connection", "close");
        assertThat(http.line()).isNull();
    }

    @ParameterizedTest
    @EnumSource
    @Row(64)
    void aSlowHeadTimesOut(Mode mode) throws IOException {
        try (RawHttp slow = new RawHttp(PORTS.get(mode))) {
            slow.send("GET /socket.io/?EIO=4&transport=polling HTTP/1.1\r\nHost: localhost\r\n");
            drip(slow);
            assertCut(slow);
        }
    }

    @ParameterizedTest
    @EnumSource
    @Row(64)
    void aSlowLaterHeadOfAConnectionTimesOut(Mode mode) throws IOException {
        try (RawHttp slow = new RawHttp(PORTS.get(mode))) {
            for (int i = 0; i < 3; i++) {
                assertThat(slow.send(REQUEST).receive().status()).isEqualTo(200);
            }
            slow.send("GET / HTTP/1.1\r\n");
            drip(slow);
            assertCut(slow);
        }
    }

    @ParameterizedTest
    @EnumSource
    @Row(64)
    void aSlowHeadBehindAPipelinedRequestTimesOut(Mode mode) throws IOException {
        try (RawHttp slow = new RawHttp(PORTS.get(mode))) {
            assertThat(slow.send(REQUEST + "GET / HTTP/1.1\r\nA").receive().status()).isEqualTo(200);
            assertCut(slow);
        }
    }

    @ParameterizedTest
    @EnumSource
    @Row(64)
    void anIncompleteHttp2PrefaceOrHeadersFrameTimesOut(Mode mode) throws IOException {
        List<RawHttp> slow = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            slow.add(new RawHttp(PORTS.get(mode)));
        }
        slow.get(0).send("PRI * HTTP/2.0\r\n\r\nSM");
        slow.get(1).send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
        slow.get(2).send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n").send(SETTINGS).send(HEADERS_THAT_GO_ON);
        for (RawHttp connection : slow) {
            connection.socket().getInputStream().readAllBytes();
            connection.close();
        }
    }

    /** Waits twice the timeout of heads, measured by the pings of one of the WebSockets. */
    @ParameterizedTest
    @EnumSource
    @Row(64)
    void idleAndUpgradedConnectionsAreNotTimedOut(Mode mode) throws IOException {
        int port = PORTS.get(mode);
        try (RawHttp idle = new RawHttp(port);
                RawHttp http2 = new RawHttp(port);
                RawWebSocket client = new RawWebSocket(port, RawWebSocket.TARGET)) {
            assertThat(idle.send(REQUEST).receive().status()).isEqualTo(200);
            http2.send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n").send(SETTINGS);
            client.open();
            client.join();
            for (int i = 0; i < 5; i++) {
                assertThat(client.text()).isEqualTo("2");
                client.send("3");
            }
            client.assertServed();
            assertThat(idle.send(REQUEST).receive().status()).isEqualTo(200);
            byte[] ping = { 0, 0, 8, 6, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8 };
            http2.send(ping);
            byte[] pong = { 0, 0, 8, 6, 1, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8 };
            assertThat(awaitEnd(http2, pong)).endsWith(pong);
        }
    }

    private static byte[] awaitEnd(RawHttp http, byte[] end) throws IOException {
        byte[] all = {};
        while (all.length < end.length || !new String(all, "ISO-8859-1").endsWith(new String(end, "ISO-8859-1"))) {
            byte[] more = http.socket().getInputStream().readNBytes(1);
            if (more.length == 0) {
                break;
            }
            byte[] both = java.util.Arrays.copyOf(all, all.length + 1);
            both[all.length] = more[0];
            all = both;
        }
        return all;
    }
}

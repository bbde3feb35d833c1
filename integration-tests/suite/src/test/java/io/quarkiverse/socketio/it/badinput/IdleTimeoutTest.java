package io.quarkiverse.socketio.it.badinput;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import io.quarkiverse.socketio.it.support.AppProcess;
import io.quarkiverse.socketio.it.support.RawHttp;
import io.quarkiverse.socketio.it.support.RawWebSocket;

/** Tests one process with {@code quarkus.http.idle-timeout} longer than the heartbeat, as the options page recommends. */
class IdleTimeoutTest {
    private static AppProcess app;
    private static int port;

    @BeforeAll
    static void start() {
        app = AppProcess.start(AppProcess.packaged("fixtures"), "-Dquarkus.profile=x", "-Dquarkus.http.port=0",
                "-Dquarkus.http.idle-timeout=4s", "-Dquarkus.socketio.ping-interval=1s", "-Dquarkus.socketio.ping-timeout=60s",
                "-Dquarkus.socketio.connect-timeout=60s");
        port = Integer.parseInt(app.awaitLine("Listening on: http://127.0.0.1:(\\d+)").group(1));
    }

    @AfterAll
    static void stop() {
        app.close();
    }

    @Test
    @Row(26)
    void aSilentConnectionIsClosed() throws IOException {
        try (RawHttp silent = new RawHttp(port)) {
            assertThat(silent.line()).isNull();
        }
    }

    @Test
    @Row({ 26, 41 })
    void aConnectionWithAnIncompleteHeadIsClosed() throws IOException {
        try (RawHttp slow = new RawHttp(port)) {
            slow.send("GET /socket.io/?EIO=4&transport=polling HTTP/1.1\r\nHost: local");
            assertThat(slow.line()).isNull();
        }
    }

    @Test
    @Row(26)
    void aClientThatAnswersHeartbeatsStaysConnected() throws IOException {
        try (RawWebSocket client = new RawWebSocket(port, RawWebSocket.TARGET)) {
            client.open();
            client.join();
            for (int i = 0; i < 8; i++) { // for twice the timeout
                assertThat(client.text()).isEqualTo("2");
                client.send("3");
            }
            client.assertServed();
        }
    }
}

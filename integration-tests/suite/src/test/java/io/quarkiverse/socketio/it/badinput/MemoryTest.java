package io.quarkiverse.socketio.it.badinput;

import static io.quarkiverse.socketio.it.support.RawWebSocket.BINARY;
import static io.quarkiverse.socketio.it.support.RawWebSocket.FIRST_OF_TEXT;
import static io.quarkiverse.socketio.it.support.RawWebSocket.LAST_CONTINUATION;
import static io.quarkiverse.socketio.it.support.RawWebSocket.PING;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import io.quarkiverse.socketio.it.support.AppProcess;
import io.quarkiverse.socketio.it.support.FixtureM.Mode;
import io.quarkiverse.socketio.it.support.RawHttp;
import io.quarkiverse.socketio.it.support.RawWebSocket;

/** Tests clients that try to exhaust a heap of 128 MB, of one process and of each of two workers. */
@ParameterizedClass
@EnumSource
class MemoryTest {
    private static final int PIECE = 450_000;
    private static final int MEGABYTE = 1_000_000;

    @Parameter
    Mode mode;

    private AppProcess server;
    private int port;
    private final List<AutoCloseable> attacks = new ArrayList<>();
    private final List<RawWebSocket> good = new ArrayList<>();

    @BeforeEach
    void start() throws IOException {
        server = AppProcess.start(AppProcess.packaged("fixtures"), "-Dquarkus.profile=x", "-Dquarkus.http.port=0", "-Xmx128m",
                "-Dquarkus.socketio.limits.message-time=60s", "-Dquarkus.socketio.ping-interval=10m",
                "-Dquarkus.socketio.cluster.enabled=" + (mode == Mode.CLUSTER), "-Dquarkus.socketio.cluster.workers=2");
        port = mode == Mode.CLUSTER ? server.awaitReady()
                : Integer.parseInt(server.awaitLine("Listening on: http://127.0.0.1:(\\d+)").group(1));
        for (int i = 0; i < 4; i++) {
            RawWebSocket client = webSocket();
            client.open();
            good.add(client.join());
        }
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable attack : attacks) {
            attack.close();
        }
        server.close();
    }

    private RawWebSocket webSocket() throws IOException {
        RawWebSocket client = new RawWebSocket(port, RawWebSocket.TARGET);
        attacks.add(client);
        return client;
    }

    private void assertGoodClientsAreServed() throws IOException {
        for (RawWebSocket client : good) {
            client.assertServed();
        }
        assertThat(server.output()).noneMatch(line -> line.contains("OutOfMemory"));
    }

    @Test
    @Row(50)
    void fragmentedMessagesLeaveNothingWhenTheyEnd() throws IOException {
        RawWebSocket client = webSocket();
        client.open();
        client.join();
        byte[] first = ("3" + "x".repeat(PIECE)).getBytes(); // a pong with data: ignored
        byte[] second = "y".repeat(PIECE).getBytes();
        for (int i = 0; i < 300; i++) { // 270 MB, in far less than limits.message-time
            client.send(FIRST_OF_TEXT, first);
            client.send(LAST_CONTINUATION, second);
            if (i % 50 == 0) {
                assertGoodClientsAreServed();
            }
        }
        assertGoodClientsAreServed();
    }

    @Test
    @Row({ 50, 56 })
    void tooManyUnfinishedMessagesAreDisconnected() throws IOException {
        byte[] header = RawWebSocket.header(BINARY, MEGABYTE);
        byte[] most = new byte[MEGABYTE - 1];
        for (int i = 0; i < 300; i++) { // 300 MB, half of it in whole frames
            RawWebSocket client = webSocket();
            if (client.answer.status() != 101) { // refused while the server is short of memory
                assertThat(client.answer.status()).isEqualTo(503);
                continue;
            }
            if (i % 2 == 0) {
                tryUpload(client, header, most);
            } else {
                client.trySend(FIRST_OF_TEXT, most);
            }
            if (i % 25 == 0) {
                assertGoodClientsAreServed();
            }
        }
        server.awaitLine("WARN .*quarkus.socketio.limits.total-buffered-bytes");
        assertGoodClientsAreServed();
    }

    private static void tryUpload(RawWebSocket client, byte[]... parts) {
        try {
            for (byte[] part : parts) {
                client.http().send(part);
            }
        } catch (IOException e) {
            // disconnected by the server
        }
    }

    @Test
    @Row({ 50, 56 })
    void tooManyUnfinishedBodiesAreDisconnected() throws IOException {
        byte[] most = new byte[MEGABYTE - 1];
        Arrays.fill(most, (byte) '4');
        for (int i = 0; i < 200; i++) {
            PollingClient session;
            try {
                session = new PollingClient(port);
            } catch (AssertionError | IOException refused) { // 503 as long as the server is short of memory
                continue;
            }
            attacks.add(session);
            RawHttp http = new RawHttp(port);
            attacks.add(http);
            try {
                http.send("POST " + RawWebSocket.TARGET.replace("websocket", "polling") + "&sid=" + session.sid()
                        + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + MEGABYTE + "\r\n\r\n").send(most);
            } catch (IOException e) {
                // disconnected by the server
            }
        }
        assertGoodClientsAreServed();
    }

    @Test
    @Row(51)
    void pongsForAClientThatDoesNotReadAreBounded() throws IOException {
        RawWebSocket client = webSocket();
        client.open();
        client.join();
        byte[] pings = new byte[131 * 500];
        for (int i = 0; i < 500; i++) {
            System.arraycopy(RawWebSocket.frame(PING, new byte[125]), 0, pings, 131 * i, 131);
        }
        for (int i = 0; i < 4_000; i++) { // 260 MB
            client.http().send(pings);
        }
        assertGoodClientsAreServed();
    }

    @Test
    @Row(51)
    void pipelinedResponsesWaitForAClientThatDoesNotRead() throws IOException {
        for (int i = 0; i < 20; i++) {
            RawHttp client = new RawHttp(port);
            attacks.add(client);
            client.socket().setSoTimeout(1);
            byte[] requests = "GET /socket.io/socket.io.js HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(1_000).getBytes();
            client.send(requests); // of 60 MB of responses; more would only fill the system's buffers
        }
        assertGoodClientsAreServed();
    }
}

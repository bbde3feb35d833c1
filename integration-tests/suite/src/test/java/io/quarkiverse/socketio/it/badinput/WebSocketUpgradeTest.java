package io.quarkiverse.socketio.it.badinput;

import static io.quarkiverse.socketio.it.support.RawWebSocket.BINARY;
import static io.quarkiverse.socketio.it.support.RawWebSocket.NO_CODE;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkiverse.socketio.it.support.RawHttp;
import io.quarkiverse.socketio.it.support.RawWebSocket;

/** Tests failing upgrades from polling to WebSocket: the session continues by polling. */
class WebSocketUpgradeTest extends BadInputTest {

    @Test
    @Row(8)
    void refusedUpgradesThatAreResetLeaveNothing() throws IOException {
        String[] targets = { "/nowhere", "/socket.io/?EIO=4&transport=x", RawWebSocket.TARGET + "&sid=unknown",
                "/socket.io/?EIO=3&transport=websocket", "/socket.io/../?EIO=4&transport=websocket" };
        for (String target : targets) {
            for (int i = 0; i < 10; i++) {
                RawHttp http = new RawHttp(server.port());
                http.send("GET " + target + " HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                        + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
                if (i % 2 == 0) {
                    assertThat(http.receive().status()).isIn(400, 404);
                }
                http.reset();
            }
        }
    }

    @Test
    @Row(8)
    void webSocketsResetAtOnceLeaveNothing() throws IOException {
        for (int i = 0; i < 50; i++) {
            RawWebSocket client = upgrade(RawWebSocket.TARGET);
            if (i % 2 == 0) {
                client.open();
                client.send("40");
            }
            client.http().reset();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = { "Sec-WebSocket-Version: 12", "Sec-WebSocket-Key: short", "Sec-WebSocket-Key: " })
    @Row(8)
    void aMalformedUpgradeIsRefused(String header) throws IOException {
        try (RawHttp http = new RawHttp(server.port())) {
            http.send("GET " + RawWebSocket.TARGET + " HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\n"
                    + "Upgrade: websocket\r\n" + header + "\r\n\r\n");
            assertThat(http.receive().status()).isIn(400, 426);
        }
    }

    @Test
    @Row(39)
    void aSilentProbeTimesOut() throws IOException {
        PollingClient polling = polling();
        polling.join();
        RawWebSocket client = upgradeOf(polling);
        client.send("2probe");
        assertThat(client.text()).isEqualTo("3probe");
        assertThat(client.closeCode()).isEqualTo(1002);
        polling.assertServed();
    }

    @ParameterizedTest
    @ValueSource(strings = { "5", "2", "2nothing", "3probe", "40", "42[\"echo\"]", "1", "x", "" })
    @Row(39)
    void anInvalidProbeClosesTheWebSocket(String text) throws IOException {
        PollingClient polling = polling();
        polling.join();
        RawWebSocket client = upgradeOf(polling);
        client.send(text);
        assertThat(client.closeCode()).isEqualTo(1002);
        polling.assertServed();
    }

    @Test
    @Row(39)
    void aMessageDuringTheProbeClosesTheWebSocket() throws IOException {
        PollingClient polling = polling();
        polling.join();
        for (boolean binary : new boolean[] { true, false }) {
            RawWebSocket client = upgradeOf(polling);
            client.send("2probe");
            assertThat(client.text()).isEqualTo("3probe");
            client.send(binary ? BINARY : RawWebSocket.TEXT, "42[\"echo\",\"from the probe\"]".getBytes());
            assertThat(client.closeCode()).isEqualTo(1002);
            polling.assertServed();
        }
    }

    @Test
    @Row(39)
    void aSecondUpgradeIsClosedAndTheFirstContinues() throws IOException {
        PollingClient polling = polling();
        polling.join();
        RawWebSocket first = upgradeOf(polling);
        first.send("2probe");
        assertThat(first.text()).isEqualTo("3probe");
        assertThat(upgradeOf(polling).closeCode()).isIn(1008, NO_CODE);
        first.send("5").assertServed();
        assertThat(upgradeOf(polling).closeCode()).isIn(1008, NO_CODE);
        first.assertServed();
    }

    /** With one event loop the poll is refused; with several it may be seen before earlier data of another connection. */
    @Test
    @Row(62)
    void aPollDuringTheEndOfAnUpgradeGetsNoMessages() throws IOException {
        for (int i = 0; i < 30; i++) {
            PollingClient polling = polling();
            polling.join();
            RawWebSocket client = upgradeOf(polling);
            client.send("2probe");
            assertThat(client.text()).isEqualTo("3probe");
            client.send("5").send("4299[\"echo\",\"still here\"]");
            RawHttp.Response answer = polling.get();
            assertThat(answer.body()).isIn("6", "{\"code\":3,\"message\":\"Bad request\"}");
            assertThat(client.text()).isEqualTo("4399[\"still here\"]");
        }
    }

    private RawWebSocket upgradeOf(PollingClient polling) throws IOException {
        RawWebSocket client = upgrade(RawWebSocket.TARGET + "&sid=" + polling.sid());
        assertThat(client.answer.status()).isEqualTo(101);
        return client;
    }
}

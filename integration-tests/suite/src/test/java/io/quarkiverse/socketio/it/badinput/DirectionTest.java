package io.quarkiverse.socketio.it.badinput;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;

import org.junit.jupiter.api.Test;

import io.quarkiverse.socketio.it.support.RawHttp;
import io.quarkiverse.socketio.it.support.RawWebSocket;

/**
 * Tests the direction of heartbeats where both revisions are served: in revision 3 the client sends pings, in revision 4 the
 * server.
 */
class DirectionTest extends BadInputTest {
    private static final String OLD = "/socket.io/?EIO=3&transport=";

    @Override
    String profiles() {
        return BadInputServers.ALL_OPTIONS;
    }

    @Test
    @Row(37)
    void aWebSocketOfRevision4MaySendPongsButNoPings() throws IOException {
        RawWebSocket client = joined();
        client.send("3");
        client.send("3hello");
        client.assertServed();
        client.send("2");
        assertThat(client.closeCode()).isIn(RawWebSocket.NO_CODE, 1000, 1005);
        server.awaitLeft(client.socketId(), "transport error");
    }

    @Test
    @Row(37)
    void aPollingClientOfRevision4MaySendPongsButNoPings() throws IOException {
        PollingClient client = polling();
        String id = client.join();
        assertThat(client.post("3").status()).isEqualTo(200);
        client.assertServed();
        client.post("2");
        server.awaitLeft(id, "transport error");
        client.assertSessionClosed();
    }

    @Test
    @Row(37)
    void aWebSocketOfRevision3MaySendPingsButNoPongs() throws IOException {
        RawWebSocket client = upgrade(OLD + "websocket");
        String id = client.open(); // of the socket too
        assertThat(client.text()).isEqualTo("40");
        client.send("2");
        assertThat(client.text()).isEqualTo("3");
        client.assertServed();
        client.send("3");
        assertThat(client.closeCode()).isIn(RawWebSocket.NO_CODE, 1000, 1005);
        server.awaitLeft(id, "transport error");
    }

    @Test
    @Row(37)
    void aPollingClientOfRevision3MaySendPingsButNoPongs() throws IOException {
        String sid = RawWebSocket.sid(RawHttp.get(server.port(), OLD + "polling").body());
        String target = OLD + "polling&sid=" + sid;
        post(target, "1:2");
        assertThat(RawHttp.get(server.port(), target).body()).contains("1:3");
        post(target, "1:3");
        server.awaitLeft(sid, "transport error");
        assertThat(RawHttp.get(server.port(), target).status()).isEqualTo(400);
    }

    private void post(String target, String body) throws IOException {
        try (RawHttp http = new RawHttp(server.port())) {
            http.send("POST " + target + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain; charset=UTF-8\r\n"
                    + "Content-Length: " + body.length() + "\r\n\r\n" + body).receive();
        }
    }
}

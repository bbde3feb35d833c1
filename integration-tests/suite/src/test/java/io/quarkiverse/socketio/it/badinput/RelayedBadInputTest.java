package io.quarkiverse.socketio.it.badinput;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import io.quarkiverse.socketio.it.support.AppProcess;
import io.quarkiverse.socketio.it.support.FixtureM.Mode;
import io.quarkiverse.socketio.it.support.RawHttp;
import io.quarkiverse.socketio.it.support.RawHttp.Response;
import io.quarkiverse.socketio.it.support.RawWebSocket;

/** Tests bad inputs that reach the worker of their session through another worker. */
@ExtendWith(BadInputServers.class)
class RelayedBadInputTest {
    private static final String UPGRADE = "Connection: Upgrade\r\nUpgrade: websocket\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";

    private BadInputServer server;
    private String page;
    /** A connection to one worker, with its own session. */
    private RawHttp connection;
    private String ownSid;
    /** A session of the other worker. */
    private PollingClient elsewhere;

    @BeforeEach
    void begin(BadInputServers.Running running) throws IOException {
        server = running.get(Mode.CLUSTER);
        server.begin();
        page = " HTTP/1.1\r\nHost: localhost:" + server.port() + "\r\nOrigin: http://localhost:" + server.port() + "\r\n";
        elsewhere = new PollingClient(server.port());
        elsewhere.join();
        connect();
    }

    /** Opens a connection to the worker that does not own {@link #elsewhere}. */
    private void connect() throws IOException {
        connection = new RawHttp(server.port());
        ownSid = RawWebSocket.sid(connection.get(PollingClient.HANDSHAKE).body());
        while (ownSid.startsWith(worker())) {
            endOwn();
            connection = new RawHttp(server.port());
            ownSid = RawWebSocket.sid(connection.get(PollingClient.HANDSHAKE).body());
        }
    }

    private void endOwn() throws IOException {
        end(ownSid);
        connection.close();
    }

    private void end(String sid) throws IOException {
        String target = PollingClient.HANDSHAKE + "&sid=" + sid;
        post(target, "1");
        RawHttp.get(server.port(), target); // otherwise the session waits for it
    }

    private String worker() {
        return elsewhere.sid().substring(0, 2);
    }

    @AfterEach
    void assertOthersAreUnaffected() throws IOException {
        endOwn();
        elsewhere.close();
        server.assertUnharmed();
    }

    @Test
    @Row({ 58, 62 })
    void upgradesRefusedByTheOwnerLeaveNoConnectionAndNoLogLine() throws IOException {
        List<Long> workers = server.process().workers();
        int[] before = workers.stream().mapToInt(AppProcess::descriptors).toArray();
        int lines = server.lines().size();
        for (int i = 0; i < 100; i++) {
            try (RawHttp one = new RawHttp(server.port())) {
                Response own = one.get(PollingClient.HANDSHAKE + "&sid=unknown");
                assertThat(own.status()).isEqualTo(400);
                one.send("GET " + elsewhere.target().replace("polling", "websocket") + page + UPGRADE
                        + "Sec-WebSocket-Version: 12\r\n\r\n");
                assertThat(one.receive().status()).isEqualTo(426);
            }
        }
        for (int i = 0; i < before.length; i++) {
            long pid = workers.get(i);
            int most = before[i] + 5;
            server.process().await("end of the relayed upgrades", () -> AppProcess.descriptors(pid) <= most);
        }
        assertThat(server.lines()).hasSizeLessThan(lines + 5);
        elsewhere.assertServed();
    }

    @Test
    @Row(58)
    void aPostWithAnUpgradeHeaderKeepsItsBody() throws IOException {
        String body = "4299[\"echo\",\"still here\"]";
        assertThat(
                connection.send("POST " + elsewhere.target() + page + UPGRADE + "Content-Length: " + body.length() + "\r\n\r\n"
                        + body).receive().body())
                .isEqualTo("ok");
        assertThat(connection.send("GET " + elsewhere.target() + page + "\r\n").receive().body())
                .isEqualTo("4399[\"still here\"]");
    }

    @Test
    @Row(59)
    void aPageOfTheSameOriginMayPostAndAnotherMayNot() throws IOException {
        assertThat(post(elsewhere.target(), "3").status()).isEqualTo(200);
        page = page.replaceAll("Origin: .*", "Origin: http://localhost:1");
        assertThat(post(elsewhere.target(), "3").status()).isEqualTo(403);
        page = page.replaceAll("Origin: .*", "Origin: http://localhost:" + server.port());
        elsewhere.assertServed();
    }

    @Test
    @Row(61)
    void aRequestWhoseSessionIdIsOverriddenIsNotRelayed() throws IOException {
        for (String noSid : new String[] { "&%73id=", "&sid=", ";sid=" }) {
            String sid = RawWebSocket.sid(connection.get(elsewhere.target() + noSid).body());
            assertThat(sid).startsWith(ownSid.substring(0, 2));
            end(sid);
        }
    }

    @Test
    @Row(62)
    void anOversizedBodyGetsTheOwnersResponse() throws IOException {
        String body = "4" + "x".repeat(1_500_000);
        for (int i = 0; i < 5; i++) {
            assertThat(post(elsewhere.target(), body).status()).isEqualTo(413);
            connection.close();
            connection = new RawHttp(server.port());
            endOwn();
            elsewhere.close();
            elsewhere = new PollingClient(server.port());
            elsewhere.join();
            connect();
        }
    }

    private Response post(String target, String body) throws IOException {
        return connection.send("POST " + target + page + "Content-Length: " + body.length() + "\r\n\r\n" + body).receive();
    }
}

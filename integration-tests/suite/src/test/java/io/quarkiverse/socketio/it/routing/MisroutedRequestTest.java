package io.quarkiverse.socketio.it.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import io.quarkiverse.socketio.it.support.FixtureM;
import io.quarkiverse.socketio.it.support.FixtureM.Apps;
import io.quarkiverse.socketio.it.support.FixtureM.Mode;
import io.quarkiverse.socketio.it.support.RawHttp;

/** Tests keep-alive connections that carry requests of several sessions, as reverse proxies send them. */
@ExtendWith(FixtureM.class)
class MisroutedRequestTest {
    private static final Pattern SID = Pattern.compile("\"sid\":\"([^\"]+)\"");

    /** The headers of a page's request: its origin is that of the host with its port, and must not change on the way. */
    private String common;
    private RawHttp connection;
    private String ownSid;
    private RawHttp elsewhere;
    private String othersSid;

    /** Opens two sessions of different workers, each over its own connection. */
    @BeforeEach
    void openTwoSessions(Apps apps) throws IOException {
        int port = apps.port(Mode.CLUSTER);
        common = " HTTP/1.1\r\nHost: localhost:" + port + "\r\nOrigin: http://localhost:" + port + "\r\n";
        connection = new RawHttp(port);
        ownSid = handshake(connection);
        elsewhere = new RawHttp(apps.port(Mode.CLUSTER));
        othersSid = handshake(elsewhere);
        while (worker(othersSid).equals(worker(ownSid))) {
            elsewhere.close();
            elsewhere = new RawHttp(apps.port(Mode.CLUSTER));
            othersSid = handshake(elsewhere);
        }
    }

    @AfterEach
    void close() throws IOException {
        connection.close();
        elsewhere.close();
    }

    @Test
    void pollingSessionsOfTwoWorkersShareOneConnection() throws IOException {
        for (String sid : new String[] { ownSid, othersSid }) {
            assertThat(post(sid, "40")).isEqualTo("ok");
            assertThat(poll(sid)).startsWith("40{\"sid\"");
        }
        for (int i = 0; i < 20; i++) {
            for (String sid : new String[] { othersSid, ownSid }) {
                assertThat(post(sid, "42[\"echo\",\"" + sid + " " + i + "\"]")).isEqualTo("ok");
                assertThat(poll(sid)).isEqualTo("42[\"echo-back\",\"" + sid + " " + i + "\"]");
            }
        }
        String large = "x".repeat(900_000);
        assertThat(post(othersSid, "42[\"echo\",\"" + large + "\"]")).isEqualTo("ok");
        assertThat(poll(othersSid)).isEqualTo("42[\"echo-back\",\"" + large + "\"]");
    }

    @Test
    void aWebSocketUpgradeOnAnotherWorkersConnectionIsRelayed() throws IOException {
        connection.send("GET /socket.io/?EIO=4&transport=websocket&sid=" + othersSid + common + "Connection: Upgrade\r\n"
                + "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
        assertThat(connection.receive().status()).isEqualTo(101);
        connection.sendTextFrame("2probe");
        assertThat(connection.textFrame()).isEqualTo("3probe");
        assertThat(elsewhere.send("GET " + target(othersSid) + common + "\r\n").receive().body()).isEqualTo("6");
        connection.sendTextFrame("5");
        connection.sendTextFrame("40");
        assertThat(connection.textFrame()).startsWith("40{\"sid\"");
        connection.sendTextFrame("42[\"echo\",\"hello\"]");
        assertThat(connection.textFrame()).isEqualTo("42[\"echo-back\",\"hello\"]");
    }

    @Test
    void aPageOfAnotherOriginIsRefusedByTheOwner() throws IOException {
        String foreign = common.replaceAll("Origin: .*", "Origin: http://evil.example");
        assertThat(connection.send("POST " + target(othersSid) + foreign + "Content-Length: 2\r\n\r\n40").receive().status())
                .isEqualTo(403);
        assertThat(post(othersSid, "40")).isEqualTo("ok");
    }

    /** Sends the whole body before it reads the response. The connection stays open if the owner has read all of it as well. */
    @Test
    void theOwnerRefusesAnOversizedBody(Apps apps) throws IOException {
        String body = "4" + "x".repeat(1_500_000);
        for (int i = 0; i < 10; i++) {
            RawHttp.Response answer = connection.send("POST " + target(othersSid) + common + "Content-Length: " + body.length()
                    + "\r\n\r\n" + body).receive();
            assertThat(answer.status()).isEqualTo(413);
            if (!answer.headers().containsKey("connection")) {
                assertThat(post(othersSid, "40")).isEqualTo("ok");
            }
            close();
            openTwoSessions(apps);
        }
    }

    @Test
    void aPollOfADisconnectedClientEndsAtTheOwner() throws IOException {
        assertThat(post(othersSid, "40")).isEqualTo("ok");
        assertThat(poll(othersSid)).startsWith("40{\"sid\"");
        connection.send("GET " + target(othersSid) + common + "\r\n");
        assertThat(elsewhere.send("POST " + target(othersSid) + common + "Content-Length: 1\r\n\r\n3").receive().body())
                .isEqualTo("ok");
        connection.reset();
        // the session ends with its poll, as without a relay
        for (RawHttp.Response answer; (answer = postElsewhere("3")).status() != 400;) {
            assertThat(answer.body()).isEqualTo("ok");
        }
        assertThat(postElsewhere("3").body()).isEqualTo("{\"code\":1,\"message\":\"Session ID unknown\"}");
    }

    private RawHttp.Response postElsewhere(String body) throws IOException {
        return elsewhere.send("POST " + target(othersSid) + common + "Content-Length: 1\r\n\r\n" + body).receive();
    }

    @Test
    void aSessionOfAStoppedWorkerIsUnknown() throws IOException {
        RawHttp.Response answer = connection.get(target("__AAAAAAAAAAAAAAAAAA"));
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body()).isEqualTo("{\"code\":1,\"message\":\"Session ID unknown\"}");
    }

    private static String handshake(RawHttp connection) throws IOException {
        Matcher sid = SID.matcher(connection.get("/socket.io/?EIO=4&transport=polling").body());
        assertThat(sid.find()).isTrue();
        return sid.group(1);
    }

    /** Returns the worker in a session id. */
    private static String worker(String sid) {
        return sid.substring(0, 2);
    }

    private static String target(String sid) {
        return "/socket.io/?EIO=4&transport=polling&sid=" + sid;
    }

    private String poll(String sid) throws IOException {
        return connection.send("GET " + target(sid) + common + "\r\n").receive().body();
    }

    private String post(String sid, String body) throws IOException {
        return connection.send("POST " + target(sid) + common + "Content-Length: " + body.length() + "\r\n\r\n" + body)
                .receive()
                .body();
    }
}

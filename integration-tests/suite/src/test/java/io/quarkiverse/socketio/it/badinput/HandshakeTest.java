package io.quarkiverse.socketio.it.badinput;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.HashSet;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkiverse.socketio.it.support.RawHttp;
import io.quarkiverse.socketio.it.support.RawHttp.Response;
import io.quarkiverse.socketio.it.support.RawWebSocket;

/** Tests requests that open a session, and requests that name a session they must not use. */
class HandshakeTest extends BadInputTest {
    private static final String TRANSPORT_UNKNOWN = "{\"code\":0,\"message\":\"Transport unknown\"}";
    private static final String SESSION_ID_UNKNOWN = "{\"code\":1,\"message\":\"Session ID unknown\"}";
    private static final String BAD_HANDSHAKE_METHOD = "{\"code\":2,\"message\":\"Bad handshake method\"}";
    private static final String BAD_REQUEST = "{\"code\":3,\"message\":\"Bad request\"}";
    private static final String FORBIDDEN = "{\"code\":4,\"message\":\"Forbidden\"}";
    private static final String UNSUPPORTED_VERSION = "{\"code\":5,\"message\":\"Unsupported protocol version\"}";

    @Test
    @Row(1)
    void sessionIdsAreLongAndRandomAndNotTheSocketIds() throws IOException {
        Set<String> secrets = new HashSet<>();
        for (int i = 0; i < 50; i++) {
            String sid = polling().sid();
            assertThat(sid).matches("[\\w-]{20}");
            secrets.add(sid.substring(2)); // after the two characters of the worker, 108 bits
        }
        assertThat(secrets).hasSize(50);
        for (int position = 0; position < 18; position++) {
            int at = position;
            assertThat(secrets.stream().map(secret -> secret.charAt(at)).distinct().count())
                    .as("different characters in place %s", at).isGreaterThan(15);
        }
        PollingClient client = polling();
        assertThat(client.join()).isNotEqualTo(client.sid());
    }

    @Test
    @Row(1)
    void aGuessedSessionIdIsUnknown() throws IOException {
        String sid = polling().sid();
        String neighbour = sid.substring(0, 19) + (sid.endsWith("A") ? "B" : "A");
        assertRefused(PollingClient.HANDSHAKE + "&sid=" + neighbour, SESSION_ID_UNKNOWN);
    }

    @Test
    @Row({ 2, 29 })
    void aPageOfAnotherOriginMayNotOpenASession() throws IOException {
        try (RawHttp http = new RawHttp(server.port())) {
            Response answer = http.send(get(PollingClient.HANDSHAKE, "Origin: https://evil", "Cookie: io=x")).receive();
            assertThat(answer.status()).isEqualTo(403);
            assertThat(answer.body()).isEqualTo(FORBIDDEN);
            assertThat(answer.headers()).doesNotContainKeys("access-control-allow-origin", "access-control-allow-credentials");
        }
    }

    @Test
    @Row(2)
    void noOtherOriginMayReadResponsesByDefault() throws IOException {
        PollingClient client = polling();
        client.join();
        for (String origin : new String[] { "https://evil", "null", "http://localhost.evil", "http://127.0.0.1:1" }) {
            try (RawHttp http = new RawHttp(server.port())) {
                Response answer = http.send(get(client.target(), "Origin: " + origin)).receive();
                assertThat(answer.status()).as(origin).isEqualTo(403);
                assertThat(answer.headers()).doesNotContainKey("access-control-allow-origin");
            }
        }
        client.assertServed();
    }

    @Test
    @Row(24)
    void responsesOfASessionMustNotBeCached() throws IOException {
        PollingClient client = polling("Origin: http://localhost");
        Response connect = client.post("40");
        Response poll = client.get();
        assertThat(connect.headers()).containsEntry("cache-control", "no-store");
        assertThat(poll.headers()).containsEntry("cache-control", "no-store");
        assertThat(poll.headers()).doesNotContainKey("access-control-allow-origin");
    }

    @ParameterizedTest
    @ValueSource(strings = { "https://evil", "null", "http://localhost:1", "http://localhost@evil", "not an origin" })
    @Row(29)
    void aWebSocketOfAForeignPageIsRefusedDespiteItsCookie(String origin) throws IOException {
        assertThat(upgrade(RawWebSocket.TARGET, "Origin: " + origin, "Cookie: io=server").answer.status()).isEqualTo(400);
    }

    @Test
    @Row(29)
    void aWebSocketOfAForeignPageCannotTakeOverASession() throws IOException {
        PollingClient client = polling();
        client.join();
        assertThat(upgrade(RawWebSocket.TARGET + "&sid=" + client.sid(), "Origin: https://evil").answer.status())
                .isEqualTo(400);
        client.assertServed();
    }

    @Test
    @Row(29)
    void theSamePageAndProgramsWithoutOriginMayConnect() throws IOException {
        assertThat(upgrade(RawWebSocket.TARGET, "Origin: http://localhost:" + server.port()).answer.status()).isEqualTo(101);
        try (RawHttp http = new RawHttp(server.port())) {
            assertThat(
                    http.send(get(RawWebSocket.TARGET, "Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13",
                            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==")).receive().status())
                    .isEqualTo(101);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = { "__proto__", "constructor", "toString", "", "polling%00", "POLLING", "webtransport" })
    @Row({ 9, 13 })
    void anUnknownTransportIsRefused(String transport) throws IOException {
        String target = "/socket.io/?EIO=4&transport=" + transport;
        assertRefused(target, TRANSPORT_UNKNOWN);
        Response answer = upgrade(target).answer;
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body()).isEqualTo("Transport unknown");
    }

    @Test
    @Row(13)
    void webTransportIsRefused() throws IOException {
        try (RawHttp http = new RawHttp(server.port())) {
            Response answer = http.send("CONNECT /socket.io/ HTTP/1.1\r\nHost: localhost\r\n:protocol: webtransport\r\n\r\n")
                    .receive();
            assertThat(answer.status()).isBetween(400, 499);
        }
        RawWebSocket client = webSocket();
        client.send("0{\"sid\":\"__proto__\"}"); // an open packet, which only servers send, is ignored
        client.join().assertServed();
    }

    @ParameterizedTest
    @ValueSource(strings = { "constructor", "__proto__", "permessage-deflate; server_max_window_bits=constructor",
            "x; ; ;=\"", "permessage-deflate" })
    @Row({ 17, 45 })
    void unknownExtensionsAreIgnored(String extensions) throws IOException {
        RawWebSocket client = upgrade(RawWebSocket.TARGET, "Sec-WebSocket-Extensions: " + extensions);
        assertThat(client.answer.headers()).doesNotContainKey("sec-websocket-extensions");
        client.open();
        client.join().assertServed();
    }

    @Test
    @Row(18)
    void tensOfThousandsOfSpacesInAHeaderAreTooMany() throws IOException {
        assertThat(upgrade(RawWebSocket.TARGET, "Sec-WebSocket-Protocol: a" + " ".repeat(60_000) + "b").answer.status())
                .isEqualTo(431);
    }

    @Test
    @Row(18)
    void asManySpacesAsFitIntoAHeaderAreReadInLinearTime() throws IOException {
        RawWebSocket client = upgrade(RawWebSocket.TARGET, "Sec-WebSocket-Protocol: a" + " ".repeat(15_000) + "b");
        client.open();
        client.join().assertServed();
    }

    @Test
    @Row(19)
    void moreHeadersThanTheServerTakesAreRefused() throws IOException {
        String[] headers = new String[3000];
        java.util.Arrays.setAll(headers, i -> "x-" + i + ": " + i);
        assertThat(upgrade(RawWebSocket.TARGET, headers).answer.status()).isEqualTo(431);
    }

    @Test
    @Row(38)
    void requestsWithoutASessionGetTheCodesOfTheReference() throws IOException {
        assertRefused("/socket.io/?EIO=4", TRANSPORT_UNKNOWN);
        assertRefused("/socket.io/?EIO=4&transport=websocket", BAD_REQUEST);
        assertRefused("/socket.io/?transport=polling", UNSUPPORTED_VERSION);
        for (String version : new String[] { "", "2", "3", "5", "four", "4.0", "99999999999999999999" }) {
            assertRefused("/socket.io/?EIO=" + version + "&transport=polling", UNSUPPORTED_VERSION);
        }
        for (String method : new String[] { "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "FOO" }) {
            assertRefused(method, PollingClient.HANDSHAKE, BAD_HANDSHAKE_METHOD);
        }
        assertThat(upgrade(PollingClient.HANDSHAKE).answer.status()).isEqualTo(400);
    }

    @Test
    @Row(38)
    void malformedSessionIdsAreUnknown() throws IOException {
        String sid = polling().sid();
        for (String odd : new String[] { "__proto__", "..%2f..", "%00", "%F0%9F%98%80", sid.toLowerCase() + "%20",
                sid + sid,
                sid + "&sid=x", "x".repeat(3000) }) {
            assertRefused(PollingClient.HANDSHAKE + "&sid=" + odd, SESSION_ID_UNKNOWN);
        }
        assertThat(RawHttp.get(server.port(), PollingClient.HANDSHAKE + "&sid=%zz").status()).isEqualTo(400);
        RawHttp.Response opened = RawHttp.get(server.port(), PollingClient.HANDSHAKE + "&sid=");
        assertThat(opened.status()).as("no socket is selected").isEqualTo(200);
        String target = PollingClient.HANDSHAKE + "&sid=" + RawWebSocket.sid(opened.body());
        try (RawHttp http = new RawHttp(server.port())) {
            http.send("POST " + target + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\n\r\n1").receive();
        }
        RawHttp.get(server.port(), target); // otherwise the session waits for it
    }

    @Test
    @Row(38)
    void aSessionIdOfAMegabyteIsATooLongRequestLine() throws IOException {
        try (RawHttp http = new RawHttp(server.port())) {
            byte[] request = get(PollingClient.HANDSHAKE + "&sid=" + "x".repeat(1_000_000)).getBytes();
            try {
                http.send(request);
            } catch (IOException e) {
                // refused before the whole of it was sent
            }
            assertThat(statusOrReset(http)).isIn(414, -1);
        }
    }

    /** Returns the status, or -1 if the server's reset overtook its response because the request was still being sent. */
    private static int statusOrReset(RawHttp http) {
        try {
            return http.receive().status();
        } catch (IOException e) {
            return -1;
        }
    }

    @Test
    @Row(46)
    void forwardedHeadersAreIgnoredByDefault() throws IOException {
        try (RawHttp http = new RawHttp(server.port())) {
            Response answer = http.send(get(PollingClient.HANDSHAKE, "Origin: https://evil", "X-Forwarded-Host: evil",
                    "X-Forwarded-Proto: https", "X-Forwarded-Port: 443", "Forwarded: host=evil;proto=https")).receive();
            assertThat(answer.status()).isEqualTo(403);
        }
    }

    @Test
    @Row(46)
    void aRequestWithTwoHostsOrTwoLengthsIsDecidedByOneParser() throws IOException {
        String[] ambiguous = { "Content-Length: 5\r\nTransfer-Encoding: chunked", "Content-Length: 5\r\nContent-Length: 6",
                "Content-Length: +5", "Content-Length: -5", "Content-Length: 99999999999999999999" };
        for (String headers : ambiguous) {
            PollingClient client = polling();
            client.join();
            try (RawHttp http = new RawHttp(server.port())) {
                String smuggled = "GET /smuggled HTTP/1.1\r\nHost: localhost\r\n\r\n";
                http.send("POST " + client.target() + " HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n\r\n0\r\n\r\n"
                        + smuggled);
                Response answer = http.receive();
                assertThat(answer.status()).as(headers).isIn(200, 400);
                assertThat(restOf(http)).as("responses to the request smuggled in by %s", headers).doesNotContain("/smuggled");
            }
            client.close();
        }
    }

    @Test
    @Row(46)
    void aSecondHostHeaderDoesNotAdmitAForeignPage() throws IOException {
        try (RawHttp http = new RawHttp(server.port())) {
            Response answer = http.send("GET " + PollingClient.HANDSHAKE + " HTTP/1.1\r\nHost: localhost\r\nHost: evil\r\n"
                    + "Origin: http://evil\r\n\r\n").receive();
            assertThat(answer.status()).isIn(400, 403);
        }
    }

    private static String restOf(RawHttp http) throws IOException {
        http.socket().setSoTimeout(200);
        StringBuilder rest = new StringBuilder();
        try {
            for (String line; (line = http.line()) != null;) {
                rest.append(line).append('\n');
            }
        } catch (java.net.SocketTimeoutException e) {
            // it waits for the next request
        }
        return rest.toString();
    }

    @Test
    @Row(47)
    void aSessionIdThatNamesNoWorkerIsUnknown() throws IOException {
        String sid = polling().sid();
        for (String worker : new String[] { "__", "--", "zz", sid.substring(0, 1) + "_" }) {
            assertRefused(PollingClient.HANDSHAKE + "&sid=" + worker + sid.substring(2), SESSION_ID_UNKNOWN);
            assertRefused(PollingClient.HANDSHAKE + "&sid=" + worker, SESSION_ID_UNKNOWN);
        }
    }

    @Test
    @Row(47)
    void aCookieThatNamesNoWorkerIsIgnored() throws IOException {
        PollingClient client = polling("Cookie: io=__________; SOCKETIO_WORKER=99; io=w1; =; ;");
        client.join();
        client.assertServed();
    }

    private void assertRefused(String target, String body) throws IOException {
        assertRefused("GET", target, body);
    }

    private void assertRefused(String method, String target, String body) throws IOException {
        try (RawHttp http = new RawHttp(server.port())) {
            Response answer = http.send(method + " " + target + " HTTP/1.1\r\nHost: localhost\r\n\r\n").receive();
            assertThat(answer.body()).as("%s %s", method, target).isEqualTo(body);
            assertThat(answer.status()).isEqualTo(400);
        }
    }

    private static String get(String target, String... headers) {
        return "GET " + target + " HTTP/1.1\r\nHost: localhost\r\n" + String.join("\r\n", headers) + "\r\n\r\n";
    }
}

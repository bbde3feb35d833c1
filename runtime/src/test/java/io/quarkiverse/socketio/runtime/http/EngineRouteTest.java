package io.quarkiverse.socketio.runtime.http;

import static io.quarkiverse.socketio.runtime.http.HttpFixture.POLLING;
import static io.quarkiverse.socketio.runtime.http.HttpFixture.WEBSOCKET;
import static io.quarkiverse.socketio.runtime.http.HttpFixture.polling;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkiverse.socketio.runtime.engineio.EngineSession;

/** Tests long-polling and handshakes over a real server. */
@Timeout(30)
class EngineRouteTest extends HttpSetUp {

    @Test
    void messagesGoBothWaysOverOneConnection() throws IOException {
        RawClient.Response handshake = client.get(POLLING);
        assertThat(handshake.status()).isEqualTo(200);
        assertThat(handshake.body()).startsWith("0{\"sid\":\"sid1\"");
        assertThat(handshake.head()).contains("content-type: text/plain; charset=utf-8", "cache-control: no-store");
        RawClient.Response post = client.post(polling("sid1"), "4hello\u001ebAQI=");
        assertThat(post.body()).isEqualTo("ok");
        assertThat(post.head()).contains("content-type: text/html", "cache-control: no-store");
        assertThat(client.get(polling("sid1")).body()).isEqualTo("4hello\u001ebAQI=");
    }

    @Test
    void anEmptySessionIdMeansANewSession() throws IOException {
        assertThat(client.get(polling("")).body()).startsWith("0{\"sid\":\"sid1\"");
        assertThat(server.engine.find("sid1")).isNotNull()
                .satisfies(session -> assertThat(session.request().headers()).containsKey("host"));
    }

    @Test
    void aFailureToOpenASessionIsAnswered() throws Exception {
        server.failing = true;
        client.request("GET", POLLING, "", "");
        assertThat(client.isClosed()).isTrue();
        try (RawClient other = server.client()) {
            other.webSocket(WEBSOCKET, "");
            assertThat(other.isClosed()).isTrue();
        }
    }

    @Test
    void aPollWaitsForAMessage() throws Exception {
        String sid = server.open();
        client.request("GET", polling(sid), "", "");
        try (RawClient other = server.client()) {
            assertThat(other.post(polling(sid), "4hello").body()).isEqualTo("ok");
        }
        assertThat(client.response().body()).isEqualTo("4hello");
    }

    @Test
    void aBodyInManyPiecesIsOneBody() throws Exception {
        String sid = server.open();
        client.send("POST " + polling(sid) + " HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
        for (String chunk : new String[] { "1\r\n4\r\n", "3\r\nhel\r\n", "2\r\nlo\r\n", "0\r\n\r\n" }) {
            client.send(chunk);
            Thread.onSpinWait();
        }
        assertThat(client.response().body()).isEqualTo("ok");
        assertThat(client.get(polling(sid)).body()).isEqualTo("4hello");
    }

    @ParameterizedTest
    @CsvSource({ "GET,/socket.io/,0", "GET,/socket.io/?EIO=4&transport=__proto__,0",
            "GET,/socket.io/?EIO=3&transport=polling,5",
            "GET,/socket.io/?transport=polling,5", "GET,/socket.io/?EIO=4&transport=polling&sid=unknown,1",
            "POST,/socket.io/?EIO=4&transport=polling,2", "PUT,/socket.io/?EIO=4&transport=polling,2",
            "DELETE,/socket.io/?EIO=4&transport=polling,2", "OPTIONS,/socket.io/?EIO=4&transport=polling,2",
            "GET,/socket.io/?EIO=4&transport=websocket,3", "POST,/socket.io/?EIO=4&transport=polling&sid=,2",
            "GET,/socket.io/?EIO=4&EIO=3&transport=polling,5", "GET,/socket.io/?EIO=4&transport=polling&x=%,3",
            "GET,/socket.io/?EIO=4&transport=polling&x=%zz,3", "GET,/socket.io/?EIO=4&transport=polling&sid=%e2%28,1",
            "GET,/socket.io/?EIO=4&transport=polling&sid=%,3", "POST,/socket.io/?EIO=4&transport=polling&%=,3" })
    void aBadRequestGetsItsCodeAndTheConnectionStaysOpen(String method, String target, int code) throws IOException {
        client.request(method, target, "", "");
        RawClient.Response response = client.response();
        assertThat(response.status()).isEqualTo(400);
        assertThat(response.body()).startsWith("{\"code\":" + code + ",");
        assertThat(response.head()).contains("content-type: application/json");
        assertThat(client.get(POLLING).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = { "PUT", "DELETE", "OPTIONS", "PATCH" })
    void anotherMethodIsRefusedAndTheSessionStaysOpen(String method) throws IOException {
        String sid = server.open();
        client.request(method, polling(sid), "", "4hello");
        assertThat(client.response().status()).isEqualTo(400);
        assertThat(client.post(polling(sid), "4a").body()).isEqualTo("ok");
        assertThat(client.get(polling(sid)).body()).isEqualTo("4a");
    }

    @Test
    void theLastOfTwoSidsCounts() throws IOException {
        String sid = server.open();
        assertThat(client.post(polling("unknown") + "&sid=" + sid, "4a").status()).isEqualTo(200);
    }

    @Test
    void aForeignPageIsRefused() throws IOException {
        client.request("GET", POLLING, "Origin: https://evil.example\r\n", "");
        RawClient.Response refused = client.response();
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.body()).contains("\"code\":4");
        client.request("GET", POLLING, "Origin: https://friend.example\r\n", "");
        assertThat(client.response().status()).isEqualTo(200);
        assertThat(client.webSocket(WEBSOCKET, "Origin: https://evil.example\r\n").status()).isEqualTo(400);
        assertThat(client.isClosed()).isTrue();
    }

    @Test
    void pipelinedRequestsAreAnsweredInOrder() throws IOException {
        String sid = server.open();
        client.request("GET", POLLING, "", "");
        client.request("POST", polling(sid), "", "4one");
        client.request("GET", "/socket.io/", "", "");
        client.request("POST", polling(sid), "", "4two");
        client.request("GET", polling(sid), "", "");
        client.request("GET", polling("unknown"), "", "");
        assertThat(client.response().body()).startsWith("0{");
        assertThat(client.response().body()).isEqualTo("ok");
        assertThat(client.response().body()).contains("\"code\":0");
        assertThat(client.response().body()).isEqualTo("ok");
        assertThat(client.response().body()).isEqualTo("4one\u001e4two");
        assertThat(client.response().body()).contains("\"code\":1");
    }

    @Test
    void aRefusedPostWithABodyLeavesTheConnectionUsable() throws Exception {
        String body = "4" + "x".repeat(500_000); // more than all buffers hold while it is not read
        assertThat(client.post(polling("unknown"), body).status()).isEqualTo(400);
        assertThat(client.get(POLLING).status()).isEqualTo(200);
        String sid = server.open();
        client.request("POST", polling(sid), "Content-Type: application/octet-stream\r\n", body);
        assertThat(client.response().status()).isEqualTo(400);
        assertThat(server.nextEnd()).isEqualTo(sid + " TRANSPORT_ERROR");
        assertThat(client.get(POLLING).status()).isEqualTo(200);
        try (RawClient webSocket = server.webSocket()) {
            assertThat(client.post(polling("sid4"), body).body()).contains("\"code\":3");
            assertThat(client.get(POLLING).status()).isEqualTo(200);
            webSocket.text("4a");
            assertThat(webSocket.nextFrame()).isEqualTo("4a");
        }
    }

    @Test
    void twoPostsAtOnceEndTheSessionAndBothAreAnswered() throws Exception {
        String sid = server.open();
        client.send("POST " + polling(sid) + " HTTP/1.1\r\nHost: x\r\nContent-Length: 6\r\n\r\n4he");
        try (RawClient other = server.client()) {
            while (other.post(polling(sid), "4a").status() == 200) {
                Thread.onSpinWait(); // the first request has not arrived yet
            }
            assertThat(server.nextEnd()).isEqualTo(sid + " TRANSPORT_ERROR");
            assertThat(other.get(POLLING).status()).isEqualTo(200);
        }
        client.send("llo");
        assertThat(client.response().status()).isEqualTo(400);
    }

    @Test
    void aSecondPollEndsTheSession() throws Exception {
        String sid = server.open();
        client.request("GET", polling(sid), "", "");
        try (RawClient other = server.client()) {
            RawClient.Response second = other.get(polling(sid));
            // the server may see either of them first
            assertThat(Set.of(second.status() + second.body().substring(0, 1), first()))
                    .containsExactlyInAnyOrder("2001", "400{");
        }
        assertThat(server.nextEnd()).isEqualTo(sid + " TRANSPORT_ERROR");
    }

    private String first() throws IOException {
        RawClient.Response response = client.response();
        return response.status() + response.body().substring(0, 1);
    }

    @Test
    void anAbortedPollEndsTheSession() throws Exception {
        String sid = server.open();
        client.request("GET", polling(sid), "", "");
        try (RawClient other = server.client()) {
            assertThat(other.get(polling(sid)).status()).isEqualTo(400); // so the first one has arrived
        }
        assertThat(server.nextEnd()).startsWith(sid);
        String next = server.open();
        try (RawClient aborting = server.client()) {
            aborting.request("GET", polling(next), "", "");
            aborting.reset();
        }
        assertThat(server.nextEnd()).isEqualTo(next + " TRANSPORT_ERROR");
    }

    @Test
    void whileASessionIsPausedItsPostsWait() throws Exception {
        String sid = server.open();
        client.request("POST", polling(sid), "", "4pause\u001e4a");
        EngineSession session = server.nextPaused();
        try (RawClient other = server.client()) {
            assertThat(other.get(polling(sid)).body()).isEqualTo("4pause");
        }
        session.loop().execute(session::resumeReading);
        assertThat(client.response().body()).isEqualTo("ok");
        assertThat(client.get(polling(sid)).body()).isEqualTo("4a");
    }

    @Test
    void aBodyOfALargePostThatWaitedIsReadWhole() throws Exception {
        String sid = server.open();
        try (RawClient other = server.client()) {
            other.request("POST", polling(sid), "", "4pause");
            EngineSession session = server.nextPaused();
            String large = "4" + "x".repeat(HttpFixture.MAX_PAYLOAD - 1);
            session.loop().execute(session::resumeReading);
            assertThat(other.response().body()).isEqualTo("ok");
            session.loop().execute(session::pauseReading);
            client.request("POST", polling(sid), "", large);
            session.loop().execute(session::resumeReading);
            assertThat(client.response().body()).isEqualTo("ok");
            assertThat(client.get(polling(sid)).body()).isEqualTo("4pause\u001e" + large);
        }
    }

    @Test
    void aSlowBodyEndsTheSession() throws Exception {
        String sid = server.open();
        client.send("POST " + polling(sid) + " HTTP/1.1\r\nHost: x\r\nContent-Length: 600\r\n\r\n4he");
        assertThat(client.response().status()).isEqualTo(408);
        assertThat(client.isClosed()).isTrue();
        assertThat(server.nextEnd()).isEqualTo(sid + " TRANSPORT_ERROR");
    }

    @Test
    void allowedOriginsGetCorsHeaders() throws IOException {
        client.request("OPTIONS", POLLING, "Origin: https://friend.example\r\nAccess-Control-Request-Method: POST\r\n"
                + "Access-Control-Request-Headers: x-key\r\n", "");
        RawClient.Response preflight = client.response();
        assertThat(preflight.status()).isEqualTo(204);
        assertThat(preflight.head()).contains("access-control-allow-origin: https://friend.example",
                "access-control-allow-credentials: true", "access-control-allow-methods: get,post,options",
                "access-control-allow-headers: x-key", "vary: origin, access-control-request-headers");
        client.request("GET", POLLING, "Origin: https://friend.example\r\n", "");
        assertThat(client.response().head()).contains("access-control-allow-origin: https://friend.example",
                "access-control-allow-credentials: true", "vary: origin");
        client.request("GET", polling("unknown"), "Origin: https://friend.example\r\n", "");
        assertThat(client.response().head()).as("errors can be read too").contains("access-control-allow-origin");
    }

    @Test
    void otherOriginsGetNoCorsHeaders() throws IOException {
        for (String method : new String[] { "OPTIONS", "GET" }) {
            client.request(method, POLLING, "Origin: https://evil.example\r\nAccess-Control-Request-Method: POST\r\n", "");
            RawClient.Response response = client.response();
            assertThat(response.status()).isEqualTo(403);
            assertThat(response.head()).doesNotContain("access-control").contains("vary: origin");
        }
        assertThat(client.get(POLLING).head()).doesNotContain("access-control");
    }

    @Test
    void anAbortedPostEndsTheSession() throws Exception {
        String sid = server.open();
        client.send("POST " + polling(sid) + " HTTP/1.1\r\nHost: x\r\nContent-Length: 600\r\n\r\n4he");
        client.close();
        assertThat(server.nextEnd()).isEqualTo(sid + " TRANSPORT_ERROR");
    }

    @Test
    void aBodyAboveTheLimitIsRefusedWithItsLengthGiven() throws Exception {
        String sid = server.open();
        client.request("POST", polling(sid), "", "4" + "x".repeat(HttpFixture.MAX_PAYLOAD));
        assertThat(client.response().status()).isEqualTo(413);
        assertThat(client.isClosed()).isTrue();
        sessionLives(sid);
    }

    @Test
    void aLengthAboveTheLimitIsRefusedBeforeTheBodyArrives() throws Exception {
        String sid = server.open();
        client.send("POST " + polling(sid) + " HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000000\r\n\r\n4");
        assertThat(client.response().status()).isEqualTo(413);
        assertThat(client.isClosed()).isTrue();
        sessionLives(sid);
    }

    @Test
    void aBodyAboveTheLimitIsRefusedWithoutItsLength() throws Exception {
        String sid = server.open();
        client.send("POST " + polling(sid) + " HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
        for (int i = 0; i < 11; i++) {
            client.send("3e8\r\n" + "x".repeat(1000) + "\r\n");
        }
        assertThat(client.response().status()).isEqualTo(413);
        assertThat(client.isClosed()).isTrue();
        sessionLives(sid);
    }

    @Test
    void aClientThatIsSendingALargeBodyStillReadsTheRefusal() throws Exception {
        String sid = server.open();
        client.request("POST", polling(sid), "", "4" + "x".repeat(3_000_000));
        assertThat(client.response().status()).isEqualTo(413);
        sessionLives(sid);
    }

    private void sessionLives(String sid) throws IOException {
        try (RawClient other = server.client()) {
            assertThat(other.post(polling(sid), "4" + "x".repeat(HttpFixture.MAX_PAYLOAD - 1)).status()).isEqualTo(200);
            assertThat(other.get(polling(sid)).body()).hasSize(HttpFixture.MAX_PAYLOAD);
        }
    }

    @Test
    void aSessionClosedByTheServerDeliversItsLastPackets() throws Exception {
        String sid = server.open();
        client.post(polling(sid), "4big close");
        assertThat(server.nextEnd()).isEqualTo(sid + " FORCED_CLOSE");
        assertThat(client.get(polling(sid)).body()).hasSize(HttpFixture.BIG + 2).endsWith("\u001e1");
        assertThat(client.get(polling(sid)).status()).isEqualTo(400);
    }

    @Test
    void whenTheServerClosesAWaitingPollIsAnswered() throws Exception {
        String sid = server.open();
        client.request("GET", polling(sid), "", "");
        assertThat(server.engine.find(sid)).isNotNull();
        server.engine.close();
        RawClient.Response response = client.response();
        // the poll arrived before or after the close
        assertThat(response.status() + response.body().substring(0, 1)).isIn("2001", "400{");
    }
}

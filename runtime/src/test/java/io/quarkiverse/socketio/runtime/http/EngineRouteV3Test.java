package io.quarkiverse.socketio.runtime.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tests clients of revision 3 over a real server. */
@Timeout(30)
class EngineRouteV3Test extends HttpSetUp {
    private static final String POLLING = "/eio3/?EIO=3&transport=polling";
    private static final String WEBSOCKET = "/eio3/?EIO=3&transport=websocket";
    private static final String ALL_KINDS = "0104ff040102ff" + "0004ff34e282ac";

    private String open(String more) throws IOException {
        RawClient.Response handshake = client.get(POLLING + more);
        assertThat(handshake.status()).isEqualTo(200);
        String sid = handshake.body().replaceAll("(?s).*sid\\\\?\":\\\\?\"(\\w+).*", "$1");
        return POLLING + "&sid=" + sid;
    }

    private RawClient.Response post(String target, String type, byte[] body) throws IOException {
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        request.writeBytes(("POST " + target + " HTTP/1.1\r\nHost: x\r\nContent-Type: " + type + "\r\nContent-Length: "
                + body.length + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
        request.writeBytes(body);
        client.send(request.toByteArray());
        return client.response();
    }

    private static byte[] hex(String hex) {
        return HexFormat.of().parseHex(hex);
    }

    @Test
    void aMissingVersionIsRevision3() throws IOException {
        assertThat(client.get("/eio3/?transport=polling").body()).matches("\\d+:0\\{\"sid\":\"sid1\".*");
        assertThat(client.get("/eio3/?EIO=4&transport=polling").body()).startsWith("0{\"sid\":\"sid2\"");
    }

    @Test
    void textIsSentAndReceivedWithItsLength() throws IOException {
        String session = open("");
        RawClient.Response post = post(session, "text/plain;charset=UTF-8", "6:4hello5:4€😀é".getBytes(StandardCharsets.UTF_8));
        assertThat(post.status()).isEqualTo(200);
        assertThat(post.body()).isEqualTo("ok");
        RawClient.Response poll = client.get(session);
        assertThat(poll.body()).isEqualTo("6:4hello5:4€😀é");
        assertThat(poll.head()).contains("content-type: text/plain; charset=utf-8", "cache-control: no-store");
    }

    @Test
    void binaryIsSentAndReceivedAsOctetStream() throws IOException {
        String session = open("");
        assertThat(post(session, "application/octet-stream", hex(ALL_KINDS)).body()).isEqualTo("ok");
        client.request("GET", session, "", "");
        byte[] head = client.read(15);
        assertThat(new String(head, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 200 OK");
        String rest = "";
        while (!rest.endsWith("\r\n\r\n")) {
            rest += (char) client.read(1)[0];
        }
        assertThat(rest.toLowerCase()).contains("content-type: application/octet-stream", "content-length: 14\r\n");
        assertThat(client.read(14)).isEqualTo(hex(ALL_KINDS));
    }

    @Test
    void anOctetStreamOfRevision4IsRefused() throws IOException {
        client.get("/eio3/?EIO=4&transport=polling");
        assertThat(post("/eio3/?EIO=4&transport=polling&sid=sid1", "application/octet-stream", hex(ALL_KINDS)).status())
                .isEqualTo(400);
    }

    @Test
    void jsonpIsAScriptAndAForm() throws IOException {
        String session = open("&j=3x") + "&j=3";
        assertThat(post(session, "application/x-www-form-urlencoded", "d=6%3A4hello6%3Ab4AQID".getBytes()).body())
                .isEqualTo("ok");
        RawClient.Response poll = client.get(session);
        assertThat(poll.body()).isEqualTo("___eio[3](\"6:4hello6:b4AQID\");");
        assertThat(poll.head()).contains("content-type: text/plain; charset=utf-8");
    }

    /** Also if revision 3 is allowed, and in a session that was opened without JSONP. */
    @Test
    void jsonpRequestsAreRefusedIfDisabled() throws IOException {
        String polling = "/noscript/?EIO=3&transport=polling";
        for (String scripts : new String[] { "&j=0", "&j", "&j=", "&%6a=1" }) {
            RawClient.Response answer = client.get(polling + scripts);
            assertThat(answer.status()).as(scripts).isEqualTo(400);
            assertThat(answer.body()).isEqualTo("{\"code\":3,\"message\":\"Bad request\"}");
        }
        assertThat(client.get("/noscript/?transport=polling&j=0").status()).isEqualTo(400);
        String open = client.get(polling).body();
        String session = polling + "&sid=" + open.replaceAll("(?s).*sid\":\"(\\w+).*", "$1");
        assertThat(client.get(session + "&j=0").status()).isEqualTo(400);
        assertThat(post(session + "&j=0", "application/x-www-form-urlencoded", "d=6%3A4hello".getBytes()).status())
                .isEqualTo(400);
        assertThat(post(session, "text/plain;charset=UTF-8", "6:4hello".getBytes()).body()).isEqualTo("ok");
        assertThat(client.get(session).body()).isEqualTo("6:4hello");
        assertThat(client.get("/noscript/?EIO=4&transport=polling&j=0").body()).as("revision 4 has no JSONP").startsWith("0{");
    }

    @Test
    void aScriptForAnotherOriginIsRefusedUnlessConfigured() throws IOException {
        for (String foreign : new String[] { "Sec-Fetch-Site: cross-site\r\n",
                "Sec-Fetch-Site: cross-site\r\nReferer: https://evil.example/page\r\n",
                "Sec-Fetch-Site: same-site\r\nReferer: https://friend.example.evil.example/\r\n",
                "Referer: https://evil.example/?https://friend.example\r\n" }) {
            client.request("GET", POLLING + "&j=0", foreign, "");
            RawClient.Response answer = client.response();
            assertThat(answer.status()).as(foreign).isEqualTo(403);
            assertThat(answer.body()).isEqualTo("{\"code\":4,\"message\":\"Forbidden\"}");
        }
        for (String own : new String[] { "Sec-Fetch-Site: same-origin\r\n",
                "Sec-Fetch-Site: cross-site\r\nReferer: https://friend.example/page?x\r\n",
                "Sec-Fetch-Site: cross-site\r\nOrigin: https://friend.example\r\n",
                "Referer: http://127.0.0.1:" + server.port() + "/page\r\n", "" }) {
            client.request("GET", POLLING + "&j=0", own, "");
            assertThat(client.response().status()).as(own).isEqualTo(200);
        }
        client.request("GET", POLLING, "Sec-Fetch-Site: cross-site\r\n", "");
        assertThat(client.response().status()).as("no script, so that the page cannot read it").isEqualTo(200);
    }

    @Test
    void aMalformedPayloadEndsTheSession() throws Exception {
        String session = open("");
        assertThat(post(session, "application/octet-stream", hex("0009ff34")).body()).isEqualTo("ok");
        assertThat(server.nextEnd()).isEqualTo("sid1 PARSE_ERROR");
        RawClient.Response poll = client.get(session);
        assertThat(poll.status()).isEqualTo(400);
        assertThat(poll.body()).contains("\"code\":1");
    }

    @Test
    void aBodyAboveTheLimitIsRefused() throws IOException {
        String session = open("");
        String body = HttpFixture.MAX_PAYLOAD + ":" + "4".repeat(HttpFixture.MAX_PAYLOAD);
        assertThat(post(session, "application/octet-stream", body.getBytes()).status()).isEqualTo(413);
    }

    @Test
    void aBinaryFrameOfAWebSocketHasItsType() throws Exception {
        assertThat(client.webSocket(WEBSOCKET, "").status()).isEqualTo(101);
        assertThat(client.nextFrame()).startsWith("0{");
        client.text("4€");
        client.frame(0x82, hex("04010203"));
        client.text("2");
        client.text("b4AQID");
        assertThat(client.nextFrame()).isEqualTo("4€");
        assertThat(client.nextFrame()).isEqualTo("0x04010203");
        assertThat(client.nextFrame()).isEqualTo("3");
        assertThat(client.nextFrame()).isEqualTo("0x04010203");
        byte[] large = new byte[9_000];
        large[0] = 4;
        client.frame(0x82, large);
        assertThat(client.nextFrame()).isEqualTo("0x" + HexFormat.of().formatHex(large));
        client.frame(0x82, hex("07"));
        assertThat(client.nextFrame()).isEqualTo("close 1000");
        assertThat(server.nextEnd()).isEqualTo("sid1 PARSE_ERROR");
    }

    @Test
    void aPollingSessionUpgradesToAWebSocket() throws Exception {
        String session = open("&b64=1");
        try (RawClient webSocket = server.client()) {
            assertThat(webSocket.webSocket(session.replace("polling", "websocket"), "").status()).isEqualTo(101);
            webSocket.text("2probe");
            assertThat(webSocket.nextFrame()).isEqualTo("3probe");
            assertThat(client.get(session).body()).isEqualTo("1:6");
            webSocket.text("5");
            webSocket.frame(0x82, hex("0401"));
            assertThat(webSocket.nextFrame()).isEqualTo("0x0401");
        }
        assertThat(server.nextEnd()).isEqualTo("sid1 TRANSPORT_CLOSE");
    }
}

package io.quarkiverse.socketio.it.badinput;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;

import org.junit.jupiter.api.Test;

import io.quarkiverse.socketio.it.support.RawHttp;

/** Tests script requests of other origins, where JSONP is enabled. */
class JsonpOriginTest extends BadInputTest {
    private static final String POLLING = "/socket.io/?EIO=3&transport=polling&j=0";

    @Override
    String profiles() {
        return BadInputServers.WITH_JSONP;
    }

    private RawHttp.Response get(String... headers) throws IOException {
        try (RawHttp http = new RawHttp(server.port())) {
            return http
                    .send("GET " + POLLING + " HTTP/1.1\r\nHost: localhost\r\nCookie: io=x\r\n" + String.join("\r\n", headers)
                            + (headers.length > 0 ? "\r\n\r\n" : "\r\n"))
                    .receive();
        }
    }

    @Test
    @Row(66)
    void aForeignOriginGetsNoScriptUnlessItIsConfigured() throws IOException {
        for (String[] foreign : new String[][] { { "Sec-Fetch-Site: cross-site" }, { "Sec-Fetch-Site: same-site" },
                { "Sec-Fetch-Site: cross-site", "Referer: https://evil/https://friend/" }, { "Referer: https://evil/" },
                { "Sec-Fetch-Site: cross-site", "Referer: https://friend.evil/" } }) {
            RawHttp.Response answer = get(foreign);
            assertThat(answer.status()).as(String.join(", ", foreign)).isEqualTo(403);
            assertThat(answer.body()).isEqualTo("{\"code\":4,\"message\":\"Forbidden\"}");
        }
        for (String[] allowed : new String[][] { { "Sec-Fetch-Site: same-origin", "Referer: http://localhost/page" },
                { "Sec-Fetch-Site: cross-site", "Referer: https://friend/page" }, {} }) {
            RawHttp.Response answer = get(allowed);
            assertThat(answer.status()).as(String.join(", ", allowed)).isEqualTo(200);
            assertThat(answer.body()).startsWith("___eio[0](\"");
            end(answer.body().replaceAll("(?s).*sid\\\\\":\\\\\"([-\\w]+).*", "$1"));
        }
    }

    private void end(String sid) throws IOException {
        try (RawHttp http = new RawHttp(server.port())) {
            assertThat(http.send("POST " + POLLING + "&sid=" + sid + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: "
                    + "application/x-www-form-urlencoded\r\nContent-Length: 7\r\n\r\nd=1%3A1").receive().status())
                    .isEqualTo(200);
        }
        RawHttp.get(server.port(), POLLING + "&sid=" + sid); // otherwise the session waits for it
    }
}

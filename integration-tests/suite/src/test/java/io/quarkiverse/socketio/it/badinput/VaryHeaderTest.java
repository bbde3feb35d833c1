package io.quarkiverse.socketio.it.badinput;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkiverse.socketio.it.support.RawHttp;
import io.quarkiverse.socketio.it.support.RawHttp.Response;
import io.quarkiverse.socketio.it.support.RawWebSocket;

/** Tests the {@code Vary} header of responses where a filter of the application sets {@code Vary: Cookie}. */
class VaryHeaderTest extends BadInputTest {
    @Override
    String profiles() {
        return BadInputServers.ALL_OPTIONS;
    }

    @ParameterizedTest
    @ValueSource(strings = { "Origin: https://friend", "Origin: https://evil", "Accept: */*",
            "Origin: https://friend\r\nAccept-Encoding: gzip" })
    @Row(24)
    void theVaryHeaderIsExtendedAndNotReplaced(String header) throws IOException {
        for (String target : new String[] { PollingClient.HANDSHAKE, "/socket.io/?EIO=4&transport=none",
                "/socket.io/socket.io.js" }) {
            Response answer = request("GET", target, header);
            assertThat(vary(answer)).as("%s %s %s", answer.status(), target, header).contains("Cookie", "Origin");
            if (answer.status() == 200 && answer.body().startsWith("0{")) {
                String sid = RawWebSocket.sid(answer.body());
                assertThat(vary(request("POST", PollingClient.HANDSHAKE + "&sid=" + sid, header + "\r\nContent-Length: 1")))
                        .as("the answer to a POST").contains("Cookie", "Origin");
                assertThat(vary(request("GET", PollingClient.HANDSHAKE + "&sid=" + sid, header))).as("the answer to a poll")
                        .contains("Cookie", "Origin");
            }
        }
    }

    @Test
    @Row(24)
    void theVaryHeaderOfAPreflightIsExtendedAndNotReplaced() throws IOException {
        Response answer = request("OPTIONS", PollingClient.HANDSHAKE, "Origin: https://friend\r\n"
                + "Access-Control-Request-Method: POST\r\nAccess-Control-Request-Headers: x-mine");
        assertThat(answer.status()).isEqualTo(204);
        assertThat(answer.headers()).containsEntry("access-control-allow-origin", "https://friend");
        assertThat(vary(answer)).contains("Cookie", "Origin", "Access-Control-Request-Headers");
    }

    private Response request(String method, String target, String headers) throws IOException {
        try (RawHttp http = new RawHttp(server.port())) {
            return http.send(method + " " + target + " HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n\r\n"
                    + (method.equals("POST") ? "1" : "")).receive();
        }
    }

    private static List<String> vary(Response answer) {
        return Arrays.asList(answer.headers().getOrDefault("vary", "").split(", *"));
    }
}

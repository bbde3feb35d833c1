package io.quarkiverse.socketio.it.badinput;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;

import org.junit.jupiter.api.Test;

import io.quarkiverse.socketio.it.support.RawHttp;

/** Tests script requests where clients of revision 3 are served without JSONP. */
class JsonpDisabledTest extends BadInputTest {
    private static final String POLLING = "/socket.io/?EIO=3&transport=polling";

    @Override
    String profiles() {
        return BadInputServers.ALL_OPTIONS;
    }

    @Test
    @Row(66)
    void jsonpRequestsAreNotAnsweredWithAScript() throws IOException {
        for (String target : new String[] { POLLING + "&j=0", POLLING + "&j", POLLING + "&%6A=7",
                "/socket.io/?transport=polling&j=0" }) {
            RawHttp.Response answer = RawHttp.get(server.port(), target);
            assertThat(answer.status()).as(target).isEqualTo(400);
            assertThat(answer.body()).isEqualTo("{\"code\":3,\"message\":\"Bad request\"}");
        }
        String open = RawHttp.get(server.port(), POLLING).body();
        String session = POLLING + "&sid=" + open.replaceAll("(?s).*\"sid\":\"([-\\w]+)\".*", "$1");
        assertThat(RawHttp.get(server.port(), session + "&j=0").status()).isEqualTo(400);
        assertThat(RawHttp.get(server.port(), session).body()).as("its pending messages are still there").contains(":40");
        try (RawHttp http = new RawHttp(server.port())) {
            assertThat(
                    http.send("POST " + session + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain;charset=UTF-8\r\n"
                            + "Content-Length: 3\r\n\r\n1:1").receive().body())
                    .isEqualTo("ok");
        }
        RawHttp.get(server.port(), session); // otherwise the session waits for it
    }
}

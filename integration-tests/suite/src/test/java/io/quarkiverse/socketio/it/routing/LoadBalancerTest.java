package io.quarkiverse.socketio.it.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.databind.JsonNode;

import io.quarkiverse.socketio.it.support.AppProcess;
import io.quarkiverse.socketio.it.support.NodeScript;
import io.quarkiverse.socketio.it.support.RawHttp;
import io.quarkiverse.socketio.it.support.Requires;

/** Tests two hosts of two workers each behind the load balancers of the manual, with its configurations. */
class LoadBalancerTest {
    private static final Path PAGE = Path.of("..", "..", "docs", "modules", "ROOT", "pages", "load-balancers.adoc");
    private static final int SESSIONS = 200;
    private static final int EXCHANGES = 10;
    /** Requests of a session: a handshake, a CONNECT and its response, and two for each exchange. */
    private static final int REQUESTS = SESSIONS * (3 + 2 * EXCHANGES);

    private static AppProcess blue;
    private static AppProcess green;

    @BeforeAll
    static void start() {
        blue = CookieTest.host("blue", 2);
        green = CookieTest.host("green", 2);
    }

    @AfterAll
    static void stop() {
        blue.close();
        green.close();
    }

    @Test
    @Requires({ "nginx", "node", "npm" })
    void nginxLosesNoRequestOfClientsWithCookies(@TempDir Path directory) throws Exception {
        int port = CookieTest.freePort();
        Process nginx = CookieTest.nginx(directory, blue.port(), green.port(), port);
        try {
            blue.await("nginx", () -> nginx.isAlive() && CookieTest.answers(port));
            assertThatNothingIsLost(port, true);
        } finally {
            nginx.destroy();
            nginx.waitFor();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = { true, false })
    @Requires({ "haproxy", "node", "npm" })
    void haproxyLosesNoRequest(boolean cookies, @TempDir Path directory) throws Exception {
        int port = CookieTest.freePort();
        Process haproxy = haproxy(directory, port);
        try {
            blue.await("HAProxy", () -> haproxy.isAlive() && CookieTest.answers(port));
            assertThatNothingIsLost(port, cookies);
            assertThat(NodeScript.run("exchange.mjs", "http://127.0.0.1:" + port, "upgrade", "/").path("ok").asBoolean())
                    .isTrue();
        } finally {
            haproxy.destroy();
            haproxy.waitFor();
        }
    }

    @Test
    void aSessionOfAnotherHostIsUnknown() throws IOException {
        String sid = RawHttp.get(blue.port(), "/socket.io/?EIO=4&transport=polling").body()
                .replaceAll(".*\"sid\":\"([^\"]+).*", "$1");
        RawHttp.Response answer = RawHttp.get(green.port(), "/socket.io/?EIO=4&transport=polling&sid=" + sid);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body()).isEqualTo("{\"code\":1,\"message\":\"Session ID unknown\"}");
    }

    private static void assertThatNothingIsLost(int port, boolean cookies) {
        JsonNode result = NodeScript.run("pollers.mjs", "http://127.0.0.1:" + port, Integer.toString(SESSIONS),
                Integer.toString(EXCHANGES), Boolean.toString(cookies));
        assertThat(result.path("failed").asInt()).as(result.toString()).isZero();
        assertThat(result.path("requests").asInt()).isEqualTo(REQUESTS);
        assertThat(result.path("hosts").path("blue").asInt()).as(result.toString()).isPositive();
        assertThat(result.path("hosts").path("green").asInt()).as(result.toString()).isPositive();
    }

    private static Process haproxy(Path directory, int port) throws IOException {
        Matcher source = Pattern.compile("\\[source,haproxy]\\n----\\n(.+?)\\n----", Pattern.DOTALL)
                .matcher(Files.readString(PAGE));
        assertThat(source.find()).as("a configuration of HAProxy in %s", PAGE).isTrue();
        String configuration = source.group(1).replace("10.0.0.1:8080", "127.0.0.1:" + blue.port())
                .replace("10.0.0.2:8080", "127.0.0.1:" + green.port()).replace("bind :80", "bind 127.0.0.1:" + port);
        Path file = Files.writeString(directory.resolve("haproxy.cfg"), configuration + "\n");
        return new ProcessBuilder("haproxy", "-db", "-f", file.toString()).inheritIO().start();
    }
}

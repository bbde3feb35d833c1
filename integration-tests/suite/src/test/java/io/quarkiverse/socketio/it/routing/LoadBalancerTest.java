package io.quarkiverse.socketio.it.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
import io.quarkiverse.socketio.it.support.Keys;
import io.quarkiverse.socketio.it.support.NodeScript;
import io.quarkiverse.socketio.it.support.RawHttp;
import io.quarkiverse.socketio.it.support.Requires;

/** Tests hosts of two workers each behind the load balancers and proxies of the manual, with its configurations. */
class LoadBalancerTest {
    private static final Path PAGES = Path.of("..", "..", "docs", "modules", "ROOT", "pages");
    private static final Path PAGE = PAGES.resolve("load-balancers.adoc");
    private static final Path PAGE_OF_ONE_HOST = PAGES.resolve("https.adoc");
    private static final String HANDSHAKE = "/socket.io/?EIO=4&transport=polling";
    private static final int SESSIONS = 200;
    private static final int EXCHANGES = 10;
    /** Requests of a session: a handshake, a CONNECT and its response, and two for each exchange. */
    private static final int REQUESTS = SESSIONS * (3 + 2 * EXCHANGES);

    private static AppProcess blue;
    private static AppProcess green;

    @BeforeAll
    static void start() throws IOException {
        blue = CookieTest.host("blue", 2);
        green = CookieTest.host("green", 2, block("properties").lines().filter(line -> line.startsWith("quarkus.http.proxy."))
                .map(line -> "-D" + line).toArray(String[]::new));
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

    /** Uses the whole file for one host, apart from addresses and files. */
    @Test
    @Requires({ "nginx", "node", "npm" })
    void nginxTerminatesTlsForOneHost(@TempDir Path directory) throws Exception {
        Keys keys = new Keys(directory);
        keys.make("host");
        int port = CookieTest.freePort();
        int tlsPort = CookieTest.freePort();
        Process nginx = nginxForOneHost(directory, keys, port, tlsPort);
        try {
            green.await("nginx", () -> nginx.isAlive() && redirects(port));
            RawHttp.Response plain = RawHttp.get(port, "/page?a=b");
            assertThat(plain.status()).isEqualTo(301);
            assertThat(plain.headers().get("location")).isEqualTo("https://localhost/page?a=b");
            for (String kind : List.of("polling", "websocket", "upgrade")) {
                assertThat(NodeScript.run("exchange.mjs", "https://localhost:" + tlsPort, kind, "/", keys.certificate("host"))
                        .path("ok").asBoolean()).as(kind).isTrue();
            }
            HttpClient client = HttpClient.newBuilder().sslContext(keys.trusting("host")).build();
            HttpResponse<String> own = handshake(client, tlsPort, "https://localhost:" + tlsPort);
            assertThat(own.statusCode()).as("a page of the host").isEqualTo(200);
            assertThat(own.version()).isEqualTo(HttpClient.Version.HTTP_2);
            assertThat(handshake(client, tlsPort, "https://evil.example").statusCode()).as("another page").isEqualTo(403);
        } finally {
            nginx.destroy();
            nginx.waitFor();
        }
    }

    private static boolean redirects(int port) {
        try {
            return RawHttp.get(port, "/").status() == 301;
        } catch (IOException e) {
            return false;
        }
    }

    private static HttpResponse<String> handshake(HttpClient client, int port, String origin) throws Exception {
        return client.send(HttpRequest.newBuilder(URI.create("https://localhost:" + port + HANDSHAKE)).header("Origin", origin)
                .build(), HttpResponse.BodyHandlers.ofString());
    }

    private static Process nginxForOneHost(Path directory, Keys keys, int port, int tlsPort) throws Exception {
        StringBuilder files = new StringBuilder("http {\n    access_log off;\n");
        for (String kind : List.of("client_body", "proxy", "fastcgi", "uwsgi", "scgi")) {
            files.append("    ").append(kind).append("_temp_path ").append(kind).append(";\n");
        }
        Path file = Files.writeString(directory.resolve("nginx.conf"),
                "daemon off;\npid nginx.pid;\nuser " + System.getProperty("user.name") + ";\n" + block("nginx")
                        .replace("http {\n", files).replace("127.0.0.1:8080", "127.0.0.1:" + green.port())
                        .replace("listen 80;", "listen 127.0.0.1:" + port + ";")
                        .replace("listen 443 ", "listen 127.0.0.1:" + tlsPort + " ")
                        .replace("/etc/ssl/chat/fullchain.pem", keys.certificate("host"))
                        .replace("/etc/ssl/chat/key.pem", keys.privateKey("host").toString()));
        return new ProcessBuilder("nginx", "-p", directory.toString(), "-e", "stderr", "-c", file.toString()).inheritIO()
                .start();
    }

    /** Returns the only block of a kind on the page about one host. */
    private static String block(String kind) throws IOException {
        Matcher source = Pattern.compile("\\[source," + kind + "]\\n----\\n(.+?)\\n----", Pattern.DOTALL)
                .matcher(Files.readString(PAGE_OF_ONE_HOST));
        assertThat(source.find()).as("a block of %s in %s", kind, PAGE_OF_ONE_HOST).isTrue();
        return source.group(1);
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

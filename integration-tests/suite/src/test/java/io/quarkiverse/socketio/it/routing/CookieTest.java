package io.quarkiverse.socketio.it.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkiverse.socketio.it.support.AppProcess;
import io.quarkiverse.socketio.it.support.FixtureM;
import io.quarkiverse.socketio.it.support.FixtureM.Apps;
import io.quarkiverse.socketio.it.support.FixtureM.Mode;
import io.quarkiverse.socketio.it.support.RawHttp;
import io.quarkiverse.socketio.it.support.RawHttp.Response;
import io.quarkiverse.socketio.it.support.Requires;

/** Tests the cookie of handshakes in a cluster, and load balancers that use it. */
@ExtendWith(FixtureM.class)
class CookieTest {
    private static final Path PAGE = Path.of("..", "..", "docs", "modules", "ROOT", "pages", "load-balancers.adoc");
    private static final String HANDSHAKE = "/socket.io/?EIO=4&transport=polling";
    private static final Pattern SID = Pattern.compile("\"sid\":\"([^\"]+)\"");
    private static final Pattern COOKIE = Pattern
            .compile("io=([A-Za-z0-9_-]+)\\.(\\d+)\\.([\\w-]{20}); Path=/; HTTPOnly; SameSite=Lax");

    @Test
    void theCookieOfAPollingHandshakeNamesHostWorkerAndSession(Apps apps) throws IOException {
        Set<String> hosts = new TreeSet<>();
        Set<String> workers = new TreeSet<>();
        // a connection that one worker has not seen closed yet sends all new ones to the other
        for (int i = 0; i < 10 || workers.size() < 2 && i < 1000; i++) {
            Response answer = RawHttp.get(apps.port(Mode.CLUSTER), HANDSHAKE);
            String sid = sid(answer);
            Matcher cookie = COOKIE.matcher(answer.headers().get("set-cookie"));
            assertThat(cookie.matches()).as(answer.headers().get("set-cookie")).isTrue();
            assertThat(cookie.group(3)).isEqualTo(sid);
            hosts.add(cookie.group(1));
            workers.add(cookie.group(2) + " " + sid.substring(0, 2)); // the incarnation in the session id
        }
        assertThat(hosts).hasSize(1);
        assertThat(workers).as("workers, and their names in ids of sessions").hasSize(2);
    }

    @Test
    void noOtherResponseSetsTheCookie(Apps apps) throws IOException {
        int port = apps.port(Mode.CLUSTER);
        String sid = sid(RawHttp.get(port, HANDSHAKE));
        try (RawHttp http = new RawHttp(port)) {
            http.send("POST " + HANDSHAKE + "&sid=" + sid + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\n40");
            assertThat(http.receive().headers()).doesNotContainKey("set-cookie");
        }
        assertThat(RawHttp.get(port, HANDSHAKE + "&sid=" + sid).headers()).doesNotContainKey("set-cookie");
        assertThat(RawHttp.get(port, HANDSHAKE + "&sid=unknown").headers()).doesNotContainKey("set-cookie");
        assertThat(upgrade(port).headers()).doesNotContainKey("set-cookie");
        assertThat(RawHttp.get(apps.port(Mode.ONE_PROCESS), HANDSHAKE).headers()).as("of one process")
                .doesNotContainKey("set-cookie");
    }

    @ParameterizedTest
    @ValueSource(strings = { "cookie", "cluster.affinity.cookie" })
    void theCookieHasTheConfiguredAttributes(String group) throws IOException {
        String prefix = "-Dquarkus.socketio." + group;
        try (AppProcess app = AppProcess.startCluster("fixtures", "-Dquarkus.profile=m", "-Dquarkus.http.port=0",
                "-Dquarkus.socketio.cluster.enabled=true",
                "-Dquarkus.socketio.cluster.workers=1", prefix + ".name=lb",
                "-Dquarkus.socketio.cookie.host=blue", prefix + ".path=/socket.io",
                prefix + ".domain=example.org", prefix + ".http-only=false",
                prefix + ".same-site=none", prefix + ".secure=true",
                prefix + ".max-age=1h")) {
            Response answer = RawHttp.get(app.port(), HANDSHAKE);
            String cookie = answer.headers().get("set-cookie");
            assertThat(cookie.replaceFirst("Expires=[^;]+; ", "")).isEqualTo("lb=blue.1." + sid(answer)
                    + "; Max-Age=3600; Path=/socket.io; Domain=example.org; Secure; SameSite=None");
            assertThat(app.output()).noneMatch(line -> line.contains("Unrecognized"));
        }
    }

    /** Uses the configuration of the options page, apart from addresses. */
    @Test
    @Requires("nginx")
    void nginxRoutesTheRequestsOfASessionToItsHost(@TempDir Path directory) throws Exception {
        try (AppProcess blue = host("blue", 1); AppProcess green = host("green", 1)) {
            int port = freePort();
            Process nginx = nginx(directory, blue.port(), green.port(), port);
            try {
                blue.await("nginx", () -> nginx.isAlive() && answers(port));
                List<String> sessions = new ArrayList<>();
                for (int i = 0; i < 10; i++) {
                    sessions.add(stick(port));
                }
                assertThat(sessions).as("hosts of the sessions").contains("blue", "green");
                assertThat(upgrade(port).status()).isEqualTo(101);
            } finally {
                nginx.destroy();
                nginx.waitFor();
            }
        }
    }

    /** Runs a session whose requests first have its cookie, each on its own connection, and then do not; returns its host. */
    private static String stick(int port) throws IOException {
        Response handshake = RawHttp.get(port, HANDSHAKE);
        String cookie = handshake.headers().get("set-cookie").split(";")[0];
        String target = HANDSHAKE + "&sid=" + sid(handshake);
        for (int i = 0; i < 6; i++) {
            assertThat(post(port, target, "Cookie: a=b; " + cookie).status()).as("request %s of %s", i, cookie).isEqualTo(200);
        }
        int lost = 0;
        for (int i = 0; i < 6; i++) {
            lost += post(port, target, "Cookie: a=b").status() == 400 ? 1 : 0;
        }
        assertThat(lost).as("requests without the cookie that reached the other host").isPositive();
        assertThat(post(port, target, "Cookie: " + cookie).status()).isEqualTo(200);
        return cookie.split("[=.]")[1];
    }

    static AppProcess host(String name, int workers, String... more) {
        List<String> options = new ArrayList<>(List.of("-Dquarkus.profile=m", "-Dquarkus.http.port=0",
                "-Dquarkus.socketio.cluster.enabled=true",
                "-Dquarkus.socketio.cluster.workers=" + workers, "-Dquarkus.socketio.cookie.host=" + name));
        options.addAll(List.of(more));
        return AppProcess.startCluster("fixtures", options.toArray(String[]::new));
    }

    static Process nginx(Path directory, int blue, int green, int port) throws IOException {
        Matcher source = Pattern.compile("\\[source,nginx]\\n----\\n(.+?)\\n----", Pattern.DOTALL)
                .matcher(Files.readString(PAGE));
        assertThat(source.find()).as("a configuration of nginx in %s", PAGE).isTrue();
        String http = source.group(1).replace("10.0.0.1:8080", "127.0.0.1:" + blue)
                .replace("10.0.0.2:8080", "127.0.0.1:" + green).replace("listen 80;", "listen 127.0.0.1:" + port + ";");
        return nginx(directory, http);
    }

    /** @param http the directives of {@code http} */
    static Process nginx(Path directory, String http) throws IOException {
        StringBuilder configuration = new StringBuilder("daemon off;\npid nginx.pid;\nevents {}\nhttp {\naccess_log off;\n");
        for (String kind : new String[] { "client_body", "proxy", "fastcgi", "uwsgi", "scgi" }) {
            configuration.append(kind).append("_temp_path ").append(kind).append(";\n");
        }
        Path file = Files.writeString(directory.resolve("nginx.conf"), configuration + http + "\n}\n");
        return new ProcessBuilder("nginx", "-p", directory.toString(), "-e", "stderr", "-c", file.toString()).inheritIO()
                .start();
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    static boolean answers(int port) {
        try {
            return RawHttp.get(port, HANDSHAKE).status() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    private static Response post(int port, String target, String header) throws IOException {
        try (RawHttp http = new RawHttp(port)) {
            return http.send("POST " + target + " HTTP/1.1\r\nHost: localhost\r\n" + header + "\r\nContent-Length: 1\r\n\r\n3")
                    .receive();
        }
    }

    private static Response upgrade(int port) throws IOException {
        try (RawHttp http = new RawHttp(port)) {
            return http.send("GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\n"
                    + "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
                    .receive();
        }
    }

    private static String sid(Response answer) {
        Matcher sid = SID.matcher(answer.body());
        assertThat(sid.find()).as(answer.body()).isTrue();
        return sid.group(1);
    }
}

package io.quarkiverse.socketio.it.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.quarkiverse.socketio.it.routing.Hosts.Host;
import io.quarkiverse.socketio.it.routing.Hosts.Ports;
import io.quarkiverse.socketio.it.support.AppProcess;
import io.quarkiverse.socketio.it.support.Handoff;
import io.quarkiverse.socketio.it.support.Keys;
import io.quarkiverse.socketio.it.support.RawHttp;
import io.quarkiverse.socketio.it.support.RawHttp.Response;

/** Tests what the application sees of requests that another host relays, for all kinds of hosts. */
class RelayedBetweenHostsTest {
    private static final String APP = "cluster-app";
    private static final String UPGRADE = " HTTP/1.1\r\nHost: localhost\r\nConnection: keep-alive, Upgrade\r\n"
            + "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";

    @TempDir
    Path directory;

    /** The kinds of hosts. */
    enum Kind {
        CLUSTER,
        PROXYING_CLUSTER(Handoff.PROXY.option()),
        CLUSTER_WITHOUT_NATIVE_TRANSPORT(Handoff.WITHOUT_NATIVE_TRANSPORT.option()),
        SINGLE_PROCESS("-Dquarkus.socketio.cluster.enabled=false"),
        SINGLE_PROCESS_WITH_NATIVE_TRANSPORT("-Dquarkus.socketio.cluster.enabled=false",
                "-Dquarkus.vertx.prefer-native-transport=true");

        private final String[] options;

        Kind(String... options) {
            this.options = options;
        }

        /** Returns the workers that a session id can name. */
        private int[] incarnations() {
            return name().startsWith("SINGLE") ? new int[] { 0 } : new int[] { 1, 2 };
        }

        private String nameOf(int incarnation) {
            return incarnation == 0 ? "none" : Integer.toString(incarnation);
        }
    }

    @ParameterizedTest
    @EnumSource
    void theOwnerSeesADirectRequest(Kind kind) throws Exception {
        try (Hosts hosts = Hosts.start(APP, kind.options)) {
            for (int incarnation : kind.incarnations()) {
                try (RawHttp connection = new RawHttp(hosts.blue().port())) {
                    String sid = hosts.green().sid(incarnation);
                    String owner = kind.nameOf(incarnation);
                    showsTheClient(connection, hosts.green(), sid, owner);
                    relaysABody(connection, sid, owner);
                    assertThat(connection.send("GET /socket.io/app/who?sid=" + sid + UPGRADE).receive().status())
                            .as("a refused upgrade").isEqualTo(200);
                    relaysAWebSocket(connection, sid, owner);
                }
            }
            tellsClientsApart(hosts, hosts.green().sid(kind.incarnations()[0]));
            noticesADisconnect(hosts, hosts.green().sid(kind.incarnations()[0]));
            assertThat(Stream.of(hosts.blue(), hosts.green()).flatMap(host -> host.app().output().stream()))
                    .noneMatch(line -> line.contains(" ERROR ") || line.contains("Exception"));
        }
    }

    /** All that the application sees is that of a direct request to the owner, apart from ports and the session id. */
    private static void showsTheClient(RawHttp connection, Host owner, String sid, String worker) throws IOException {
        String request = "GET /socket.io/app/facts?sid=%s HTTP/1.1\r\nHost: example.org:80\r\n"
                + "X-Forwarded-For: 203.0.113.7:80\r\n\r\n";
        try (RawHttp direct = new RawHttp(owner.port())) {
            String expected = direct.send(String.format(request, sid)).receive().body()
                    .replace(":" + direct.socket().getLocalPort(), ":" + connection.socket().getLocalPort())
                    .replace(":" + direct.socket().getPort(), ":" + connection.socket().getPort());
            for (int i = 0; i < 3; i++) {
                Response response = connection.send(String.format(request, sid)).receive();
                assertThat(response.headers().get("worker")).isEqualTo(worker);
                assertThat(response.headers()).doesNotContainKey("connection");
                assertThat(response.body()).isEqualTo(expected)
                        .contains("of=127.0.0.1:" + connection.socket().getLocalPort(), "ssl=false");
            }
        }
    }

    private static void relaysABody(RawHttp connection, String sid, String owner) throws Exception {
        byte[] body = new byte[900_000];
        new Random(3).nextBytes(body);
        Response response = connection.send("POST /socket.io/app/digest?sid=" + sid
                + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + body.length + "\r\n\r\n").send(body).receive();
        assertThat(response.headers().get("worker")).isEqualTo(owner);
        assertThat(response.body())
                .isEqualTo("900000 " + HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body)));
    }

    private static void relaysAWebSocket(RawHttp connection, String sid, String owner) throws IOException {
        assertThat(connection.send("GET /socket.io/app/ws?sid=" + sid + UPGRADE).receive().status()).isEqualTo(101);
        assertThat(connection.textFrame()).endsWith(" " + owner);
        for (int i = 0; i < 10; i++) {
            connection.sendTextFrame("hello " + i);
            assertThat(connection.textFrame()).isEqualTo("hello " + i);
        }
    }

    /** Connections between the hosts are reused, but for requests of the same client only. */
    private static void tellsClientsApart(Hosts hosts, String sid) throws IOException {
        try (RawHttp one = new RawHttp(hosts.blue().port()); RawHttp two = new RawHttp(hosts.blue().port())) {
            for (int i = 0; i < 5; i++) {
                for (RawHttp client : List.of(one, two)) {
                    assertThat(client.get("/socket.io/app/facts?sid=" + sid).body())
                            .startsWith("remote=127.0.0.1:" + client.socket().getLocalPort() + " ");
                }
            }
        }
    }

    private static void noticesADisconnect(Hosts hosts, String sid) throws IOException {
        try (RawHttp connection = new RawHttp(hosts.blue().port())) {
            connection.send("GET /socket.io/app/hang?sid=" + sid + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
            hosts.green().app().awaitLine("hanging");
        }
        hosts.green().app().awaitLine("hung up");
    }

    @Test
    void aTrustedProxyIsTrustedByTheOwner() throws Exception {
        try (Hosts hosts = Hosts.start(APP, "-Dquarkus.http.proxy.proxy-address-forwarding=true",
                "-Dquarkus.http.proxy.allow-x-forwarded=true", "-Dquarkus.http.proxy.trusted-proxies=127.0.0.1");
                RawHttp connection = new RawHttp(hosts.blue().port())) {
            showsTheClient(connection, hosts.green(), hosts.green().sid(1), "1");
            assertThat(connection.send("GET /socket.io/app/facts?sid=" + hosts.green().sid(1) + " HTTP/1.1\r\n"
                    + "Host: localhost\r\nX-Forwarded-For: 203.0.113.7:80\r\n\r\n").receive().body())
                    .startsWith("remote=203.0.113.7:80 ");
        }
    }

    /** The request names a worker that is not there: one of that host refuses it, and none relays it once more. */
    @Test
    void aRequestIsRelayedOnce() throws Exception {
        try (Hosts hosts = Hosts.start(APP); RawHttp connection = new RawHttp(hosts.blue().port())) {
            for (int incarnation : new int[] { 0, 9 }) {
                Response answer = connection
                        .get(Hosts.HANDSHAKE + "&sid=" + hosts.green().sid(incarnation));
                assertThat(answer.status()).isEqualTo(400);
                assertThat(answer.body()).contains("\"code\":1");
            }
        }
    }

    @Test
    void connectionsBetweenHostsUseMutualTls() throws Exception {
        Keys keys = new Keys(directory);
        for (String name : new String[] { "blue", "green", "stranger" }) {
            keys.make(name);
        }
        Ports ports = Ports.free();
        try (Host blue = Hosts.startOne(APP, "blue", ports, tls(keys, "blue"))) {
            try (Host green = Hosts.startOne(APP, "green", ports, tls(keys, "green"));
                    RawHttp connection = new RawHttp(blue.port())) {
                for (int incarnation = 1; incarnation <= 2; incarnation++) {
                    String sid = green.sid(incarnation);
                    showsTheClient(connection, green, sid, Integer.toString(incarnation));
                    relaysABody(connection, sid, Integer.toString(incarnation));
                }
                relaysAWebSocket(connection, green.sid(2), "2");
            }
            try (Host stranger = Hosts.startOne(APP, "green", ports, tls(keys, "stranger"));
                    RawHttp another = new RawHttp(blue.port())) {
                assertThat(another.get(Hosts.HANDSHAKE + "&sid=" + stranger.sid(1)).status()).isEqualTo(400);
                blue.app().awaitLine("cannot be asked for its sessions");
            }
        }
    }

    /** Returns options with a key of its own for a host, that trusts blue and green. */
    private static String[] tls(Keys keys, String name) {
        List<String> options = new ArrayList<>(keys.namedOptions(name, "hosts"));
        options.add("-Dquarkus.tls.hosts.trust-store.pem.certs=" + keys.certificate("blue") + "," + keys.certificate("green"));
        options.add("-Dquarkus.socketio.relay.tls-configuration-name=hosts");
        return options.toArray(String[]::new);
    }

    @Test
    void aPortThatIsTakenIsNamed() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            for (Kind kind : new Kind[] { Kind.CLUSTER, Kind.SINGLE_PROCESS }) {
                List<String> options = new ArrayList<>(List.of(kind.options));
                options.add("-Dquarkus.socketio.relay.secret=a secret of the test, long enough");
                options.add("-Dquarkus.socketio.relay.port=" + taken.getLocalPort());
                try (AppProcess app = AppProcess.start(AppProcess.packaged(APP), options.toArray(String[]::new))) {
                    assertThat(app.awaitExit()).isNotZero();
                    assertThat(app.output()).anyMatch(line -> line.contains("port " + taken.getLocalPort() + " of 0.0.0.0")
                            && line.contains("quarkus.socketio.relay.port"));
                }
            }
        }
    }

    @Test
    void settingsThatCannotBeUsedAreRefusedWithTheCure() {
        for (Kind kind : new Kind[] { Kind.CLUSTER, Kind.SINGLE_PROCESS }) {
            List<String> options = new ArrayList<>(List.of(kind.options));
            options.add("-Dquarkus.socketio.relay.secret=short");
            try (AppProcess app = AppProcess.start(AppProcess.packaged(APP), options.toArray(String[]::new))) {
                assertThat(app.awaitExit()).isNotZero();
                assertThat(app.output()).anyMatch(line -> line.contains("quarkus.socketio.relay.secret must have at least 32"));
            }
        }
    }
}

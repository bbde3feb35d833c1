package io.quarkiverse.socketio.it.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import com.fasterxml.jackson.databind.JsonNode;

import io.quarkiverse.socketio.it.routing.Hosts.Host;
import io.quarkiverse.socketio.it.routing.Hosts.Ports;
import io.quarkiverse.socketio.it.support.NodeScript;
import io.quarkiverse.socketio.it.support.RawHttp;
import io.quarkiverse.socketio.it.support.RawHttp.Response;
import io.quarkiverse.socketio.it.support.Requires;

/** Tests clients of two hosts of two workers each that relay requests to each other. */
class HostRelayTest {
    private static final String APP = "fixtures";
    private static final String UNKNOWN = "{\"code\":1,\"message\":\"Session ID unknown\"}";
    private static final int CLIENTS = 200;
    private static final int SESSIONS = 100;
    private static final int EXCHANGES = 5;

    private static Hosts hosts;

    @BeforeAll
    static void start() throws IOException {
        hosts = Hosts.start(APP);
    }

    @AfterAll
    static void stop() {
        hosts.close();
    }

    @Test
    @Requires({ "nginx", "node", "npm" })
    void allClientsUpgradeBehindALoadBalancerWithoutStickySessions(@TempDir Path directory) throws Exception {
        int port = CookieTest.freePort();
        Process nginx = hosts.nginx(directory, port);
        try {
            JsonNode result = NodeScript.run("upgrades.mjs", "http://127.0.0.1:" + port, Integer.toString(CLIENTS), "3");
            assertThat(result.path("upgraded").asInt()).as(result.toString()).isEqualTo(CLIENTS);
            assertThat(result.path("failed").asInt()).as(result.toString()).isZero();
            assertThat(result.path("disconnects").asInt()).as(result.toString()).isZero();
            assertThat(result.path("hosts")).as("tags of hosts").hasSize(2);
        } finally {
            nginx.destroy();
            nginx.waitFor();
        }
    }

    @Test
    @Requires({ "nginx", "node", "npm" })
    void noRequestOfClientsThatPollIsLost(@TempDir Path directory) throws Exception {
        int port = CookieTest.freePort();
        Process nginx = hosts.nginx(directory, port);
        try {
            JsonNode result = NodeScript.run("pollers.mjs", "http://127.0.0.1:" + port, Integer.toString(SESSIONS),
                    Integer.toString(EXCHANGES), "false");
            assertThat(result.path("failed").asInt()).as(result.toString()).isZero();
            assertThat(result.path("requests").asInt()).isEqualTo(SESSIONS * (3 + 2 * EXCHANGES));
        } finally {
            nginx.destroy();
            nginx.waitFor();
        }
    }

    @Test
    void aSessionIdOfNoHostIsRefusedAtOnceAndCausesFewLookups() throws Exception {
        AtomicInteger lookups = new AtomicInteger();
        try (ServerSocket counter = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Thread listener = new Thread(() -> countConnections(counter, lookups));
            listener.setDaemon(true);
            listener.start();
            try (Host alone = Hosts.startOne(APP, "blue", Ports.free(), "-Dquarkus.socketio.cluster.workers=1",
                    "-Dquarkus.socketio.relay.hosts=localhost:" + counter.getLocalPort());
                    RawHttp connection = new RawHttp(alone.port())) {
                long start = System.nanoTime();
                for (int i = 0; i < 500; i++) {
                    Response answer = connection
                            .get(Hosts.HANDSHAKE + "&sid=AB" + String.format("%04d", i) + "aaaaaaaaaaaaaa");
                    assertThat(answer.status()).isEqualTo(400);
                    assertThat(answer.body()).isEqualTo(UNKNOWN);
                }
                long seconds = (System.nanoTime() - start) / 1_000_000_000;
                // five at once, then one in two seconds; localhost may have two addresses
                assertThat((long) lookups.get()).isPositive().isLessThanOrEqualTo(2 * (5 + 1 + seconds / 2));
                assertThat(alone.app().output()).filteredOn(line -> line.contains("was not relayed"))
                        .hasSizeLessThanOrEqualTo(10 * (1 + (int) seconds / 60)).isNotEmpty();
            }
        }
    }

    private static void countConnections(ServerSocket counter, AtomicInteger accepted) {
        try {
            while (true) {
                try (Socket connection = counter.accept()) {
                    accepted.incrementAndGet();
                }
            }
        } catch (IOException e) {
            // the test is over
        }
    }

    @Test
    void aHostWithAnotherSecretIsNotRelayedToAndLoggedOnce() throws Exception {
        Ports ports = Ports.free();
        String one = "-Dquarkus.socketio.cluster.workers=1";
        try (Hosts strangers = Hosts.start(APP, ports, new String[] { one },
                new String[] { one, "-Dquarkus.socketio.relay.secret=another secret that is long enough" });
                RawHttp connection = new RawHttp(strangers.blue().port());
                RawHttp elsewhere = new RawHttp(strangers.green().port())) {
            String sid = Hosts.handshake(elsewhere);
            for (int i = 0; i < 20; i++) {
                Response answer = connection.get(Hosts.HANDSHAKE + "&sid=" + sid);
                assertThat(answer.status()).isEqualTo(400);
                assertThat(answer.body()).isEqualTo(UNKNOWN);
            }
            assertThat(strangers.blue().app().output())
                    .filteredOn(line -> line.contains("it does not have this host's quarkus.socketio.relay.secret"))
                    .hasSize(1);
        }
    }

    @Test
    @Requires({ "nginx", "node", "npm" })
    void clientsOfAKilledHostReconnect(@TempDir Path directory) throws Exception {
        try (Hosts some = Hosts.start(APP, "-Dquarkus.socketio.cluster.workers=1");
                RawHttp connection = new RawHttp(some.blue().port());
                RawHttp elsewhere = new RawHttp(some.green().port())) {
            String sid = Hosts.handshake(elsewhere);
            assertThat(connection.send("POST " + Hosts.HANDSHAKE + "&sid=" + sid
                    + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\n40").receive().body()).isEqualTo("ok");
            int port = CookieTest.freePort();
            Process nginx = some.nginx(directory, port);
            try {
                JsonNode result = NodeScript.run("reconnects.mjs", "http://127.0.0.1:" + port, "20",
                        Long.toString(some.green().app().pid()), some.green().tag());
                assertThat(result.path("lost").asInt()).as(result.toString()).isPositive();
                assertThat(result.path("back").asInt()).as(result.toString()).isEqualTo(result.path("lost").asInt());
            } finally {
                nginx.destroy();
                nginx.waitFor();
            }
            Response answer = connection.get(Hosts.HANDSHAKE + "&sid=" + sid);
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.body()).isEqualTo(UNKNOWN);
            assertThat(connection.get(Hosts.HANDSHAKE).status()).as("over the same connection").isEqualTo(200);
        }
    }

    @Test
    void aHostThatWasRestartedIsFoundAgain() throws Exception {
        Ports ports = Ports.free();
        String one = "-Dquarkus.socketio.cluster.workers=1";
        try (Host blue = Hosts.startOne(APP, "blue", ports, one)) {
            for (int i = 0; i < 2; i++) {
                try (Host green = Hosts.startOne(APP, "green", ports, one);
                        RawHttp connection = new RawHttp(blue.port());
                        RawHttp elsewhere = new RawHttp(green.port())) {
                    String sid = Hosts.handshake(elsewhere);
                    assertThat(connection.send("POST " + Hosts.HANDSHAKE + "&sid=" + sid
                            + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\n40").receive().body()).isEqualTo("ok");
                    assertThat(connection.get(Hosts.HANDSHAKE + "&sid=" + sid).body()).startsWith("40{");
                }
            }
        }
    }
}

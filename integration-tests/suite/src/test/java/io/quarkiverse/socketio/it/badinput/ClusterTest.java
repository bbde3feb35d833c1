package io.quarkiverse.socketio.it.badinput;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import io.quarkiverse.socketio.it.support.AppProcess;
import io.quarkiverse.socketio.it.support.FixtureM.Mode;
import io.quarkiverse.socketio.it.support.RawHttp;
import io.quarkiverse.socketio.it.support.RawWebSocket;
import io.quarkiverse.socketio.it.support.Requires;

/** Tests attacks on the link, the signals and the workers of a cluster. */
@ExtendWith(BadInputServers.class)
class ClusterTest {
    private BadInputServer server;
    private List<Long> workers;

    @BeforeEach
    void begin(BadInputServers.Running running) {
        server = running.get(Mode.CLUSTER);
        server.begin();
        workers = server.process().workers();
        assertThat(workers).hasSize(2);
    }

    @AfterEach
    void theWorkersAreTheSameAndServe() {
        server.assertUnharmed();
        assertThat(server.process().workers()).containsExactlyElementsOf(workers);
    }

    @Test
    @Row({ 26, 41 })
    void aConnectionWithoutARequestIsClosed() throws IOException {
        try (RawHttp silent = new RawHttp(server.port()); RawHttp slow = new RawHttp(server.port())) {
            slow.send("GET /socket.io/?EIO=4&tra");
            assertThat(silent.line()).isNull();
            assertThat(slow.line()).isNull();
        }
    }

    @Test
    @Row(47)
    void requestsAreRelayedToTheOwnerOfTheSessionAndForgedIdsAreNot() throws IOException {
        List<PollingClient> clients = new ArrayList<>();
        PollingClient one = add(clients);
        PollingClient other = add(clients);
        while (other.sid().substring(0, 2).equals(one.sid().substring(0, 2))) {
            other = add(clients);
        }
        one.join();
        other.join();
        for (String forged : new String[] { other.sid().substring(0, 2) + one.sid().substring(2),
                one.sid().substring(0, 2) + other.sid().substring(2) }) {
            assertUnknown(forged);
            assertThat(new RawWebSocket(server.port(), RawWebSocket.TARGET + "&sid=" + forged).answer.status())
                    .isEqualTo(400);
        }
        try (RawHttp connection = new RawHttp(server.port())) { // of one worker, for the sessions of both
            for (PollingClient client : List.of(one, other, one, other)) {
                assertThat(connection.send(client.head("POST", 1) + "3").receive().body()).isEqualTo("ok");
            }
        }
        one.assertServed();
        other.assertServed();
        for (PollingClient client : clients) {
            client.close();
        }
    }

    private PollingClient add(List<PollingClient> clients) throws IOException {
        clients.add(new PollingClient(server.port()));
        return clients.get(clients.size() - 1);
    }

    private void assertUnknown(String sid) throws IOException {
        assertUnknown(server.port(), sid, "x: y");
    }

    private static void assertUnknown(int port, String sid, String header) throws IOException {
        try (RawHttp http = new RawHttp(port)) {
            RawHttp.Response answer = http.send("GET " + PollingClient.HANDSHAKE + "&sid=" + sid
                    + " HTTP/1.1\r\nHost: localhost\r\n" + header + "\r\n\r\n").receive();
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.body()).isEqualTo("{\"code\":1,\"message\":\"Session ID unknown\"}");
        }
    }

    /** Its sessions and its cookie are unknown before and after another worker takes its seat. */
    @Test
    @Row(47)
    void sessionsAndCookiesOfADeadWorkerAreUnknown() throws IOException {
        try (AppProcess app = AppProcess.start(AppProcess.packaged("fixtures"), "-Dquarkus.profile=x",
                "-Dquarkus.http.port=0", "-Dquarkus.socketio.cluster.enabled=true",
                "-Dquarkus.socketio.cluster.workers=2")) {
            int port = app.awaitReady();
            String cookie = cookie(port);
            String[] parts = cookie.split("\\."); // host, worker, session
            assertThat(parts).hasSize(3);
            long owner = 0;
            for (long worker : app.workers()) {
                owner = environment(worker).get("CLUSTER_WORKER_ID").equals(parts[1]) ? worker : owner;
            }
            assertThat(RawHttp.get(port, PollingClient.HANDSHAKE + "&sid=" + parts[2]).status()).as("before").isEqualTo(200);
            AppProcess.kill(owner);
            for (int i = 0; i < 10; i++) {
                assertUnknownAndServed(port, parts[2], cookie);
            }
            app.await("session of the worker in its place", () -> cookie(port).split("\\.")[1].equals(parts[1]));
            for (int i = 0; i < 10; i++) {
                assertUnknownAndServed(port, parts[2], cookie);
            }
        }
    }

    /** Returns the cookie of a new session. */
    private static String cookie(int port) {
        try {
            return RawHttp.get(port, PollingClient.HANDSHAKE).headers().get("set-cookie").split("[=;]")[1];
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void assertUnknownAndServed(int port, String sid, String cookie) throws IOException {
        assertUnknown(port, sid, "Cookie: io=" + cookie);
        try (PollingClient client = new PollingClient(port, "Cookie: io=" + cookie)) {
            client.join();
            client.assertServed();
        }
    }

    @Test
    @Row(48)
    void invalidBytesOnTheLinkCloseTheConnection() throws IOException {
        Map<String, String> secrets = environment(workers.get(0));
        byte[][] stray = { "GET / HTTP/1.1\r\n\r\n".getBytes(), new byte[100], HexFormat.of().parseHex("ffffffff"),
                HexFormat.of().parseHex("000000020102"), hello(1, "wrong"), hello(4095, secrets.get("CLUSTER_LINK_TOKEN")),
                // the right secret, from the wrong process
                hello(Integer.parseInt(secrets.get("CLUSTER_WORKER_INCARNATION")), secrets.get("CLUSTER_LINK_TOKEN")) };
        for (byte[] bytes : stray) {
            try (SocketChannel channel = link(secrets)) {
                channel.write(ByteBuffer.wrap(bytes));
                assertThat(read(channel)).as(HexFormat.of().formatHex(bytes)).isEqualTo(-1);
            }
        }
        server.process().await("a line for each of them", () -> server.lines().stream()
                .filter(line -> line.contains("Closed a connection to the cluster's link")).count() >= stray.length);
    }

    @Test
    @Row(48)
    void aSilentConnectionToTheLinkIsClosed() throws IOException {
        try (SocketChannel channel = link(environment(workers.get(0)))) {
            assertThat(read(channel)).isEqualTo(-1);
        }
    }

    @Test
    @Row(48)
    void aWorkerThatNeverReportsReadyIsKilledAndReplaced() {
        try (AppProcess app = AppProcess.start(AppProcess.packaged("cluster-app"),
                "-Dquarkus.socketio.cluster.boot-timeout=25s")) {
            app.await("two workers", () -> app.workers().size() == 2);
            long stopped = app.workers().get(0);
            AppProcess.signal(stopped, "STOP");
            app.awaitLine("pid " + stopped + " is killed: .*boot-timeout");
            app.awaitReady();
            assertThat(AppProcess.runs(stopped)).isFalse();
        }
    }

    /** Connects to the link of the primary, and to the sockets where workers accept relayed requests. */
    @Test
    @Row(23)
    @Requires("python3")
    void descriptorsOfAnUnauthenticatedProcessAreClosed() throws Exception {
        Path directory = linkSocket(environment(workers.get(0))).getParent();
        List<Long> processes = new ArrayList<>(workers);
        processes.add(server.process().pid());
        Map<Long, Integer> before = processes.stream().collect(Collectors.toMap(pid -> pid, AppProcess::descriptors));
        String script = "import os,socket,stat,sys\n"
                + "files=[os.path.join(sys.argv[1],f) for f in os.listdir(sys.argv[1])]\n"
                + "sockets=[f for f in files if stat.S_ISSOCK(os.stat(f).st_mode)]\n"
                + "for path in sockets:\n"
                + " for i in range(50):\n"
                + "  s=socket.socket(socket.AF_UNIX); s.connect(path)\n"
                + "  try: socket.send_fds(s,[b'x'*40],[0,1])\n"
                + "  except OSError: pass\n"
                + "  s.close()\n"
                + "print(len(sockets))\n";
        Process python = new ProcessBuilder("python3", "-c", script, directory.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT).start();
        assertThat(new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip())
                .as("the sockets of the primary and of two workers, which have one more each when they are proxied to")
                .isIn("3", "5");
        assertThat(python.waitFor()).isZero();
        for (long pid : processes) {
            server.process().await("return of the descriptors of " + pid + " to " + before.get(pid),
                    () -> AppProcess.descriptors(pid) <= before.get(pid));
        }
    }

    @Test
    @Row(23)
    void onlyTheOwnerCanReadTheClusterDirectory() throws IOException {
        Path socket = linkSocket(environment(workers.get(0)));
        assertThat(Files.getPosixFilePermissions(socket.getParent())).allMatch(right -> right.name().startsWith("OWNER_"));
    }

    @Test
    @Row(49)
    void aHundredUsr2SignalsDoNotDisturbAWorker() {
        for (int i = 0; i < 100; i++) {
            AppProcess.signal(workers.get(i % 2), "USR2");
            if (i % 10 == 0) {
                server.bystanders().forEach(bystander -> bystander.echo("between signals"));
            }
        }
    }

    @Test
    @Row(49)
    void flightRecorderSignalsDoNotRestartWorkers() throws Exception {
        Path recording = Files.createTempFile("primary", ".jfr");
        for (long pid : new long[] { server.process().pid(), workers.get(0) }) {
            jcmd(pid, "JFR.start", "name=x", "settings=profile", "filename=" + recording);
            for (int i = 0; i < 50; i++) {
                server.bystanders().forEach(bystander -> bystander.echo("while it is profiled"));
            }
            jcmd(pid, "JFR.stop", "name=x");
        }
        Files.delete(recording);
    }

    private static void jcmd(long pid, String... command) throws IOException, InterruptedException {
        List<String> all = new java.util.ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(), Long.toString(pid)));
        all.addAll(List.of(command));
        Process jcmd = new ProcessBuilder(all).redirectErrorStream(true).start();
        String output = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(jcmd.waitFor()).as(output).isZero();
    }

    /** Only processes of that user can read it. */
    private static Map<String, String> environment(long pid) throws IOException {
        return Arrays.stream(Files.readString(Path.of("/proc", Long.toString(pid), "environ")).split("\0"))
                .map(variable -> variable.split("=", 2)).filter(pair -> pair.length == 2)
                .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1], (a, b) -> a));
    }

    private static Path linkSocket(Map<String, String> environment) {
        return Path.of(environment.get("CLUSTER_LINK_DIRECTORY"), "link");
    }

    private static SocketChannel link(Map<String, String> environment) throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        channel.connect(UnixDomainSocketAddress.of(linkSocket(environment)));
        return channel;
    }

    /** Reads to the end of the connection; a reset is an end, too. */
    private static int read(SocketChannel channel) {
        try {
            return channel.read(ByteBuffer.allocate(1));
        } catch (IOException e) {
            return -1;
        }
    }

    /** docs/internals/link-wire: length, version 1, type 1, lane, incarnation, secret. */
    private static byte[] hello(int incarnation, String token) {
        byte[] secret = token.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        frame.writeBytes(ByteBuffer.allocate(13).putInt(9 + secret.length).put((byte) 1).put((byte) 1).put((byte) 0)
                .putInt(incarnation).putShort((short) secret.length).array());
        frame.writeBytes(secret);
        return frame.toByteArray();
    }
}

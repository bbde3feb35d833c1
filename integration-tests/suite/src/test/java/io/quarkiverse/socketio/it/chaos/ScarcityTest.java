package io.quarkiverse.socketio.it.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.quarkiverse.socketio.it.support.AppProcess;
import io.quarkiverse.socketio.it.support.RawHttp;
import io.quarkiverse.socketio.it.support.RawHttp.Response;
import io.quarkiverse.socketio.it.support.Requires;

/** Tests a cluster that runs out of file descriptors or of disk space for its logs. */
@Requires("bash")
class ScarcityTest {
    /** Enough for a worker to start. */
    private static final int DESCRIPTORS = 400;

    @TempDir
    Path directory;

    @Test
    void aPrimaryFloodedWithSilentConnectionsServesOthersAndReplacesWorkers() throws IOException {
        try (AppProcess app = AppProcess.startAfter("ulimit -n " + DESCRIPTORS, AppProcess.packaged("cluster-app"),
                "-Dquarkus.socketio.cluster.first-request-timeout=10m", "-Dquarkus.socketio.cluster.respawn-threshold=1000",
                "-Dquarkus.socketio.cluster.max-restarts=1000", "-Dquarkus.socketio.cluster.restart-delay=100ms",
                "-Dquarkus.socketio.cluster.max-restart-delay=500ms")) {
            int port = app.awaitReady();
            RawHttp.get(port, "/echo/first"); // opens jars that the first connection needs
            int before = AppProcess.descriptors(app.pid());
            List<RawHttp> silent = new ArrayList<>();
            for (int i = 0; i < 2 * DESCRIPTORS; i++) {
                silent.add(new RawHttp(port));
            }
            app.awaitLine("about to have used up its file descriptors: raise its limit \\(ulimit -n\\)");
            long pid = app.workers().get(0);
            AppProcess.kill(pid);
            app.await("a worker in its place",
                    () -> app.output().stream().filter(line -> line.contains("is ready")).count() == 3);
            app.await("an answer", () -> isAnswered(port));
            assertThat(AppProcess.descriptors(app.pid())).isLessThan(DESCRIPTORS);
            for (RawHttp connection : silent) {
                connection.close();
            }
            app.await("an answer", () -> isAnswered(port));
            app.await("return to " + before + " descriptors", () -> AppProcess.descriptors(app.pid()) <= before);
            app.signal("TERM");
            assertThat(app.awaitExit()).isZero();
        }
    }

    /** Each client gets its own response or none, and connected clients stay connected. */
    @Test
    void workersWithoutFreeDescriptorsServeTheirClientsAndAcceptOthersLater() throws IOException {
        try (AppProcess app = AppProcess.startAfter("ulimit -n " + DESCRIPTORS, AppProcess.packaged("cluster-app"))) {
            int port = app.awaitReady();
            List<Long> workers = app.workers();
            List<RawHttp> served = new ArrayList<>();
            List<RawHttp> others = new ArrayList<>();
            for (int i = 0; i < 2 * DESCRIPTORS; i++) {
                RawHttp connection = new RawHttp(port).send("GET /echo/" + i + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
                Response answer = connection.receive();
                if (answer.status() == 200) {
                    assertThat(answer.body()).isEqualTo(Integer.toString(i));
                    served.add(connection);
                    continue;
                }
                assertThat(answer.status()).isEqualTo(503);
                assertThat(answer.headers()).containsEntry("retry-after", "1");
                others.add(connection);
                if (others.size() == 10) {
                    break;
                }
            }
            System.out.println(served.size() + " connections served, " + others.size() + " not, by workers with "
                    + workers.stream().map(worker -> AppProcess.descriptors(worker)).toList() + " descriptors");
            assertThat(others).isNotEmpty();
            for (int i = 0; i < served.size(); i++) {
                assertThat(served.get(i).get("/echo/again" + i).body()).isEqualTo("again" + i);
            }
            for (RawHttp connection : served) {
                connection.close();
            }
            app.await("places for new clients", () -> isAnswered(port));
            for (int i = 0; i < 20; i++) {
                assertThat(RawHttp.get(port, "/echo/later" + i).body()).isEqualTo("later" + i);
            }
            assertThat(app.workers()).containsExactlyInAnyOrderElementsOf(workers);
            for (RawHttp connection : others) {
                connection.close();
            }
        }
    }

    /** Standard output is a device that is always full, and the log file must not grow. */
    @Test
    void aFullDiskForLogsDoesNotStopTheCluster() throws IOException {
        int port = freePort();
        Path log = directory.resolve("app.log");
        Files.write(log, new byte[16 << 20]);
        try (AppProcess app = AppProcess.startAfter("ulimit -f " + (16 << 10) + "; exec >/dev/full 2>&1",
                AppProcess.packaged("cluster-app"), "-Dquarkus.http.port=" + port, "-Dquarkus.log.file.enabled=true",
                "-Dquarkus.log.file.path=" + log, "-Dquarkus.log.file.rotation.rotate-on-boot=false",
                "-Dquarkus.log.file.rotation.max-file-size=1G", "-Dquarkus.log.level=DEBUG")) {
            app.await("answer of both workers", () -> servingPids(port).size() == 2);
            List<Long> before = app.workers();
            AppProcess.kill(before.get(0));
            app.await("answer of a worker in its place",
                    () -> servingPids(port).stream().anyMatch(pid -> !before.contains(pid)));
            app.signal("TERM");
            assertThat(app.awaitExit()).isZero();
            assertThat(before).noneMatch(AppProcess::runs);
        }
        assertThat(Files.size(log)).isEqualTo(16 << 20);
    }

    private static boolean isAnswered(int port) {
        try {
            return RawHttp.get(port, "/echo/again").body().equals("again");
        } catch (IOException e) {
            return false;
        }
    }

    private static List<Long> servingPids(int port) {
        List<Long> pids = new ArrayList<>();
        try {
            for (int i = 0; i < 10; i++) {
                Response answer = RawHttp.get(port, "/who");
                if (answer.status() == 200) {
                    pids.add(Long.parseLong(answer.body().split(" ")[0]));
                }
            }
        } catch (IOException e) {
            // not yet, or disconnected
        }
        return pids.stream().distinct().collect(Collectors.toList());
    }

    private static int freePort() throws IOException {
        try (ServerSocket any = new ServerSocket(0)) {
            return any.getLocalPort();
        }
    }
}

package io.quarkiverse.socketio.it.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.quarkiverse.socketio.it.support.AppProcess;
import io.quarkiverse.socketio.it.support.Handoff;
import io.quarkiverse.socketio.it.support.ListeningPorts;
import io.quarkiverse.socketio.it.support.RawHttp;
import io.quarkiverse.socketio.it.support.RawHttp.Response;

/** Tests the start, the crash and the end of the processes of a cluster. */
class LifecycleTest {
    private static final String HANDOFFS = "io.quarkiverse.socketio.it.support.Handoff#chosen";
    private static final String APP = "cluster-app";

    @Test
    void theReadyLineFollowsTheLastReadyWorkerAndOutputNamesWorkers() {
        try (AppProcess app = AppProcess.startCluster(APP)) {
            List<String> output = app.output();
            int ready = indexOf("Cluster of 2 workers ready", output);
            assertThat(indexOf("\\[w1\\] pid \\d+ is ready", output)).isBetween(0, ready);
            assertThat(indexOf("\\[w2\\] pid \\d+ is ready", output)).isBetween(0, ready);
            app.awaitLine("^\\[w1\\] .*started in");
            app.awaitLine("^\\[w2\\] .*started in");
            assertThat(app.output()).noneMatch(line -> line.contains("Listening on: unix:") || line.matches("\\[w\\d+\\] "));
        }
    }

    @ParameterizedTest
    @MethodSource(HANDOFFS)
    void aKilledWorkerIsReplacedAndTheOthersConnectionsStay(Handoff handoff) throws IOException {
        try (AppProcess app = AppProcess.startCluster(APP, handoff.option())) {
            List<RawHttp> connections = open(100, app.port());
            Map<Integer, String> seatOf = seats(connections);
            long killed = Long.parseLong(RawHttp.get(app.port(), "/who").body().split(" ")[0]);
            String killedSeat = seatOf(killed, app.port());

            AppProcess.kill(killed);
            app.awaitLine("\\[w" + killedSeat + "\\] pid " + killed + " was ended by signal 9");
            assertThat(RawHttp.get(app.port(), "/who").status()).isEqualTo(200);

            int survivors = 0;
            for (int i = 0; i < connections.size(); i++) {
                if (!seatOf.get(i).equals(killedSeat)) {
                    assertThat(connections.get(i).get("/who").status()).isEqualTo(200);
                    survivors++;
                }
            }
            assertThat(survivors).isBetween(40, 60);
            app.await("a new worker in seat " + killedSeat, () -> app.output().stream()
                    .filter(line -> line.matches(".*\\[w" + killedSeat + "\\] pid \\d+ is ready.*")).count() == 2);
            closeAll(connections);
        }
    }

    @ParameterizedTest
    @MethodSource(HANDOFFS)
    void workersExitAtOnceWhenThePrimaryIsKilled(Handoff handoff) {
        try (AppProcess app = AppProcess.startCluster(APP, handoff.option())) {
            List<Long> workers = app.workers();
            assertThat(workers).hasSize(2);
            long start = System.nanoTime();
            app.signal("KILL");
            app.await("end of the workers", () -> workers.stream().noneMatch(AppProcess::runs));
            long millis = Duration.ofNanos(System.nanoTime() - start).toMillis();
            System.out.println("Workers gone " + millis + " ms after the primary was killed");
            assertThat(millis).isLessThan(5000);
        }
    }

    @Test
    void startingWorkersExitWhenThePrimaryIsKilled() {
        try (AppProcess app = AppProcess.start(AppProcess.packaged(APP))) {
            app.awaitLine("starts 2 workers");
            app.await("two workers", () -> app.workers().size() == 2);
            List<Long> workers = app.workers();
            app.signal("KILL");
            app.await("end of the workers", () -> workers.stream().noneMatch(AppProcess::runs));
        }
    }

    @ParameterizedTest
    @MethodSource(HANDOFFS)
    void termStopsAllProcessesGracefully(Handoff handoff) {
        try (AppProcess app = AppProcess.startCluster(APP, handoff.option())) {
            app.signal("TERM");
            assertThat(app.awaitExit()).isZero();
            assertThat(app.output()).anyMatch(line -> line.matches("^\\[w1\\] .* stopped in .*"))
                    .anyMatch(line -> line.matches("^\\[w2\\] .* stopped in .*"))
                    .anyMatch(line -> line.contains("Cluster stopped"))
                    .noneMatch(line -> line.contains("starting it again"));
        }
    }

    @ParameterizedTest
    @MethodSource(HANDOFFS)
    void onlyTheConfiguredPortIsOpen(Handoff handoff) throws IOException {
        try (AppProcess app = AppProcess.startCluster(APP, handoff.option())) {
            List<Long> all = new ArrayList<>(app.workers());
            all.add(app.pid());
            assertThat(ListeningPorts.of(all)).containsExactly(app.port());
        }
    }

    @Test
    void ctrlCReachesAllProcessesButOnlyThePrimaryActsOnIt() throws IOException {
        try (AppProcess app = AppProcess.startCluster(APP)) {
            assumeThat(ignoresInt(app.pid())).as("this build runs in the background, where INT is ignored").isFalse();
            app.workers().forEach(worker -> AppProcess.signal(worker, "INT"));
            app.signal("INT");
            assertThat(app.awaitExit()).isZero();
            assertThat(app.output()).filteredOn(line -> line.contains("exited with code 0")).hasSize(2);
        }
    }

    @Test
    void termDuringTheStartEndsAllProcesses() {
        try (AppProcess app = AppProcess.start(AppProcess.packaged(APP))) {
            app.awaitLine("starts 2 workers");
            app.await("two workers", () -> app.workers().size() == 2);
            app.signal("TERM");
            assertThat(app.awaitExit()).isZero();
        }
    }

    @Test
    void aSecondTermEndsAllProcessesAtOnce() {
        try (AppProcess app = AppProcess.startCluster(APP)) {
            long stopped = app.workers().get(0);
            AppProcess.signal(stopped, "STOP");
            app.signal("TERM");
            app.awaitLine("shutting down within 30 s");
            app.signal("TERM");
            assertThat(app.awaitExit()).isZero();
            assertThat(AppProcess.runs(stopped)).isFalse();
        }
    }

    @Test
    void aWorkerThatExceedsTheShutdownTimeoutIsKilled() {
        try (AppProcess app = AppProcess.startCluster(APP, "-Dquarkus.socketio.cluster.shutdown-timeout=1s")) {
            AppProcess.signal(app.workers().get(0), "STOP");
            app.signal("TERM");
            app.awaitLine("is killed: not gone within 1 s .*shutdown-timeout");
            assertThat(app.awaitExit()).isZero();
        }
    }

    @Test
    void aSilentWorkerIsKilledAndReplaced() {
        try (AppProcess app = AppProcess.startCluster(APP, "-Dquarkus.socketio.cluster.worker-timeout=3s")) {
            long stopped = app.workers().get(0);
            AppProcess.signal(stopped, "STOP");
            app.awaitLine("pid " + stopped + " is killed: it hangs");
            app.await("a replacement", () -> app.output().stream().filter(line -> line.contains("is ready")).count() == 3);
        }
    }

    @ParameterizedTest
    @MethodSource(HANDOFFS)
    void connectionsQueuedForADyingWorkerAreServedByAnother(Handoff handoff) throws IOException {
        try (AppProcess app = AppProcess.startCluster(APP, handoff.option())) {
            List<Long> workers = app.workers();
            AppProcess.signal(workers.get(0), "STOP");
            List<RawHttp> connections = new ArrayList<>();
            for (int i = 0; i < 300; i++) {
                connections.add(new RawHttp(app.port()).send("GET /who HTTP/1.1\r\nHost: localhost\r\n\r\n"));
            }
            AppProcess.kill(workers.get(0));
            for (RawHttp connection : connections) {
                assertThat(connection.receive().status()).isEqualTo(200);
            }
            closeAll(connections);
        }
    }

    @Test
    void aPortInUseIsReportedAtOnceWithItsOwner() throws IOException {
        try (ServerSocket holder = new ServerSocket(0);
                AppProcess app = AppProcess.start(AppProcess.packaged(APP), "-Dquarkus.http.port=" + holder.getLocalPort())) {
            assertThat(app.awaitExit()).isNotZero();
            assertThat(app.output()).anyMatch(line -> line.contains("Cannot take port " + holder.getLocalPort())
                    && line.contains("process " + ProcessHandle.current().pid()) && line.contains("quarkus.http.port"));
        }
    }

    @Test
    void disablingInsecureRequestsNeedsHttps() {
        try (AppProcess app = AppProcess.start(AppProcess.packaged(APP), "-Dquarkus.http.insecure-requests=redirect")) {
            assertThat(app.awaitExit()).isNotZero();
            assertThat(app.output()).anyMatch(line -> line.contains("quarkus.http.insecure-requests=redirect needs HTTPS"));
        }
    }

    @Test
    void withoutAClusterTheApplicationIsOneProcess() throws IOException {
        try (AppProcess app = AppProcess.start(AppProcess.packaged(APP), "-Dquarkus.socketio.cluster.enabled=false")) {
            int port = Integer.parseInt(app.awaitLine("Listening on: http://127.0.0.1:(\\d+)").group(1));
            assertThat(RawHttp.get(port, "/who").body()).startsWith(app.pid() + " none ");
        }
    }

    @Test
    void anApplicationWithoutAPortIsNotClustered() {
        try (AppProcess app = AppProcess.start(AppProcess.packaged(APP), "-Dquarkus.http.host-enabled=false")) {
            app.awaitLine("^\\S+ \\S+ INFO .*started in");
            assertThat(app.workers()).isEmpty();
        }
    }

    @Test
    void theTrainingRunOfAnArchiveIsNotClustered() {
        try (AppProcess app = AppProcess.start(AppProcess.packaged(APP), "-Dquarkus.appcds.generate=true")) {
            app.awaitLine("^\\S+ \\S+ INFO .*started in");
            assertThat(app.output()).noneMatch(line -> line.contains("primary"));
        }
    }

    @Test
    void withoutExitOfThePrimaryMainReturnsWithoutStartingTheApplication() {
        try (AppProcess app = AppProcess.startCluster(APP, "-Dquarkus.socketio.cluster.exit-on-shutdown=false")) {
            app.signal("TERM");
            assertThat(app.awaitExit()).isZero();
            assertThat(app.output()).noneMatch(line -> line.matches("^\\S+ \\S+ INFO .*started in.*"));
        }
    }

    @Test
    void workersGetTheirShareOfProcessorsAndTheirOptions() throws IOException {
        try (AppProcess app = AppProcess.start(AppProcess.packaged(APP), Map.of("WEB_CONCURRENCY", "3"),
                "-Dquarkus.socketio.cluster.workers=auto", "-Dquarkus.socketio.cluster.worker.jvm-args=-Xmx96m",
                "-Dquarkus.socketio.cluster.worker.env.COLOUR=blue")) {
            app.awaitLine("Cluster of 3 workers ready");
            assertThat(app.workers()).hasSize(3).allSatisfy(worker -> {
                String command = ProcessHandle.of(worker).orElseThrow().info().commandLine().orElseThrow();
                assertThat(command).contains("-Xmx96m").contains("-XX:ActiveProcessorCount=");
            });
            assertThat(RawHttp.get(app.port(), "/environment/COLOUR").body()).isEqualTo("blue");
            assertThat(RawHttp.get(app.port(), "/environment/CLUSTER_WORKER").body()).isEqualTo("true");
        }
    }

    /** Shells start background jobs with this signal ignored, and the JVM keeps it ignored. */
    private static boolean ignoresInt(long pid) throws IOException {
        String mask = Files.readAllLines(Path.of("/proc", Long.toString(pid), "status")).stream()
                .filter(line -> line.startsWith("SigIgn:")).findFirst().orElseThrow().split("\\s+")[1];
        return (Long.parseUnsignedLong(mask, 16) & 2) != 0;
    }

    private static List<RawHttp> open(int count, int port) throws IOException {
        List<RawHttp> connections = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            connections.add(new RawHttp(port));
        }
        return connections;
    }

    private static Map<Integer, String> seats(List<RawHttp> connections) throws IOException {
        Map<Integer, String> seats = new HashMap<>();
        for (int i = 0; i < connections.size(); i++) {
            Response response = connections.get(i).get("/who");
            seats.put(i, response.headers().get("worker"));
        }
        return seats;
    }

    private static String seatOf(long pid, int port) throws IOException {
        for (int i = 0; i < 10; i++) {
            Response response = RawHttp.get(port, "/who");
            if (response.body().startsWith(pid + " ")) {
                return response.headers().get("worker");
            }
        }
        throw new AssertionError("process " + pid + " answers nothing");
    }

    private static void closeAll(List<RawHttp> connections) throws IOException {
        for (RawHttp connection : connections) {
            connection.close();
        }
    }

    private static int indexOf(String pattern, List<String> lines) {
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).matches(".*" + pattern + ".*")) {
                return i;
            }
        }
        return -1;
    }
}

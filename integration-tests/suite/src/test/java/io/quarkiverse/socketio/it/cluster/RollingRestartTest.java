package io.quarkiverse.socketio.it.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.quarkiverse.socketio.it.support.AppProcess;
import io.quarkiverse.socketio.it.support.Handoff;
import io.quarkiverse.socketio.it.support.Keys;
import io.quarkiverse.socketio.it.support.NodeScript;
import io.quarkiverse.socketio.it.support.RawHttp;
import io.quarkiverse.socketio.it.support.Requires;

/** Tests that workers are replaced, added and removed while clients are served. */
class RollingRestartTest {
    private static final String HANDOFFS = "io.quarkiverse.socketio.it.support.Handoff#chosen";
    private static final String APP = "cluster-app";
    private static final String STARTED = "Rolling restart of \\d+ workers";
    private static final String FINISHED = "Rolling restart finished: 2 workers replaced";
    /** Printed by the application on HUP, between the output of the rolls and the end of the load. */
    private static final String LOAD_ENDS = "event: SignalReceived";
    /** Number of rolls, {@code -Drolls=10}; {@code -Plong} makes more. */
    private static final int ROLLS = Integer.getInteger("rolls", 2);

    /** The time limit for four starts of workers in turn on a busy machine. */
    private static final Duration ROLL_LIMIT = Duration.ofMinutes(4);

    @TempDir
    Path directory;

    @ParameterizedTest
    @MethodSource(HANDOFFS)
    @Requires({ "node", "npm" })
    void noRequestFailsUnderMixedLoad(Handoff handoff) throws Exception {
        JsonNode counts = rollUnderLoad(List.of(handoff.option()), app -> List.of("http://127.0.0.1:" + app.port()));
        assertThat(counts.get("failures")).isEmpty();
    }

    @Test
    @Requires({ "node", "npm" })
    void noRequestFailsOverTlsAndHttp2() throws Exception {
        Keys keys = new Keys(directory);
        keys.make("server");
        JsonNode counts = rollUnderLoad(keys.options("server"),
                app -> List.of("https://localhost:" + app.tlsPort(), keys.certificate("server")));
        assertThat(counts.get("failures")).isEmpty();
        assertThat(counts.get("multiplexed").asInt()).isPositive();
    }

    private JsonNode rollUnderLoad(List<String> more, Function<AppProcess, List<String>> arguments) throws Exception {
        List<String> options = new ArrayList<>(List.of("-Dquarkus.profile=k,r", "-Dquarkus.http.port=0",
                "-Dquarkus.socketio.cluster.enabled=true", "-Dquarkus.socketio.cluster.workers=2"));
        options.addAll(more);
        try (AppProcess app = AppProcess.startCluster("fixtures", options.toArray(String[]::new))) {
            Path log = directory.resolve("load.log");
            List<String> command = new ArrayList<>(List.of("node", "load.mjs"));
            command.addAll(arguments.apply(app));
            Process load = new ProcessBuilder(command)
                    .directory(NodeScript.home().toFile()).redirectErrorStream(true).redirectOutput(log.toFile()).start();
            try {
                for (int roll = 1; roll <= ROLLS; roll++) {
                    app.signal("USR2");
                    awaitCount(app, FINISHED, roll);
                }
                app.signal("HUP");
                app.awaitLine(LOAD_ENDS);
                load.getOutputStream().close();
                assertThat(load.waitFor(AppProcess.LIMIT.toSeconds(), TimeUnit.SECONDS)).as(text(log)).isTrue();
            } finally {
                load.destroyForcibly();
            }
            String last = text(log).strip().lines().reduce((first, second) -> second).orElse("");
            System.out.println(ROLLS + " rolls: " + last);
            JsonNode counts = new ObjectMapper().readTree(last);
            if (!counts.get("failures").isEmpty()) {
                System.out.println(text(log));
                app.output().forEach(System.out::println);
            }
            // none was lost or broken: all were disconnected by stopping workers before the end of the last roll
            List<String> left = app.output().stream().takeWhile(line -> !line.contains(LOAD_ENDS))
                    .filter(line -> line.contains("left: ")).toList();
            assertThat(left).hasSizeGreaterThanOrEqualTo(ROLLS * 5).allMatch(line -> line.endsWith("SERVER_SHUTTING_DOWN"));
            assertThat(counts.get("requests").asInt()).isPositive();
            assertThat(counts.get("uploads").asInt()).isPositive();
            assertThat(counts.get("echoes").asInt()).isPositive();
            return counts;
        }
    }

    @Test
    void aRollStopsIfAReplacementDoesNotBecomeReady() throws IOException {
        Path down = directory.resolve("down");
        try (AppProcess app = AppProcess.startCluster(APP, "-Ddown-while=" + down,
                "-Dquarkus.socketio.cluster.boot-timeout=15s")) {
            List<Long> workers = app.workers();
            Files.createFile(down);
            app.signal("USR2");
            app.awaitLine("Rolling restart stopped after 0 workers: .*its readiness checks are DOWN: file");
            assertThat(app.workers()).containsExactlyInAnyOrderElementsOf(workers);
            assertThat(RawHttp.get(app.port(), "/who").status()).isEqualTo(200);
            Files.delete(down);
            app.signal("USR2");
            app.awaitLine(FINISHED);
            assertThat(app.workers()).hasSize(2).doesNotContainAnyElementsOf(workers);
        }
    }

    @Test
    void aHundredSignalsCauseAtMostTwoRolls() {
        try (AppProcess app = AppProcess.startCluster(APP)) {
            for (int i = 0; i < 100; i++) {
                app.signal("USR2");
            }
            awaitCount(app, FINISHED, 1);
            app.await("the end of all rolls", ROLL_LIMIT, () -> count(app, FINISHED) == count(app, STARTED));
            assertThat(count(app, STARTED)).isBetween(1, 2);
        }
    }

    @Test
    void signalsOfFlightRecorderAreIgnored() {
        try (AppProcess app = AppProcess.startCluster(APP,
                "-XX:StartFlightRecording=filename=" + directory.resolve("primary.jfr") + ",settings=profile")) {
            app.signal("USR2");
            app.awaitLine("USR2 is ignored while Flight Recorder runs");
            assertThat(count(app, STARTED)).isZero();
            app.signal("USR1");
            awaitCount(app, FINISHED, 1);
            assertThat(count(app, STARTED)).isEqualTo(1);
        }
    }

    @Test
    void workersAreAddedAndRemovedByAnyWorkerAndBySignals() throws IOException {
        try (AppProcess app = AppProcess.startCluster(APP)) {
            assertThat(RawHttp.get(app.port(), "/cluster/scale-to/3").body()).isEqualTo("begun");
            app.awaitLine("\\[w3\\] pid \\d+ is ready");
            assertThat(app.workers()).hasSize(3);
            app.signal("TTOU");
            app.awaitLine("\\[w3\\] pid \\d+ exited with code 0");
            assertThat(app.workers()).hasSize(2);
            app.signal("TTIN");
            app.await("a third worker again", () -> count(app, "\\[w3\\] pid \\d+ is ready") == 2);
            assertThat(RawHttp.get(app.port(), "/cluster/scale-down/2").body()).isEqualTo("begun");
            app.await("one worker", () -> app.workers().size() == 1);
            RawHttp.Response refused = RawHttp.get(app.port(), "/cluster/scale-to/0");
            assertThat(refused.status()).isEqualTo(400);
            assertThat(refused.body()).contains("1 to 1024 workers, not 0");
        }
    }

    @Test
    void commandsCanBeGivenInATerminal() {
        try (AppProcess app = AppProcess.startCluster(APP)) {
            assertThat(order(app.port(), "status")).containsPattern("w1 +RUNNING").containsPattern("w2 +RUNNING");
            assertThat(order(app.port(), "scale=3")).contains("scale 3: begun");
            app.awaitLine("\\[w3\\] pid \\d+ is ready");
            assertThatThrownBy(() -> order(app.port(), "scale=0")).hasMessageContaining("1 to 1024 workers");
            assertThatThrownBy(() -> order(1, "status")).hasMessageContaining("No cluster of this user listens on port 1");
            assertThat(order(app.port(), "restart")).contains("restart: begun");
            awaitCount(app, "Rolling restart finished: 3 workers replaced", 1);
            assertThat(order(app.port(), "shutdown")).contains("shutdown: begun");
            assertThat(app.awaitExit()).isZero();
        }
    }

    private static String order(int port, String order) {
        return AppProcess.order(AppProcess.packaged(APP), order, "-Dquarkus.http.port=" + port);
    }

    @Test
    void everyWorkerReceivesClusterEvents() throws IOException {
        try (AppProcess app = AppProcess.startCluster(APP)) {
            for (String worker : List.of("w1", "w2")) {
                app.awaitLine("^\\[" + worker + "\\] event: ClusterReady\\[workers=2");
            }
            app.signal("HUP");
            for (String worker : List.of("w1", "w2")) {
                app.awaitLine("^\\[" + worker + "\\] event: SignalReceived\\[name=HUP\\]");
            }
            assertThat(RawHttp.get(app.port(), "/cluster/signal/HUP/2").body()).isEqualTo("begun");
            app.await("the signal for one", () -> count(app, "^\\[w2\\] event: SignalReceived") == 2);
            assertThat(count(app, "^\\[w1\\] event: SignalReceived")).isEqualTo(1);
            AppProcess.kill(app.workers().get(0));
            app.awaitLine("event: WorkerExited\\[.*signal=OptionalInt\\[9\\], expected=false, willRespawn=true");
            app.await("a new worker", () -> count(app, "pid \\d+ is ready") == 3);
            assertThat(RawHttp.get(app.port(), "/cluster/restart").body()).isEqualTo("begun");
            awaitCount(app, FINISHED, 1);
            app.awaitLine("event: RollingRestartStarted\\[workers=2, reason=asked for by a worker");
            app.awaitLine("event: WorkerExited\\[.*code=0, signal=OptionalInt.empty, expected=true, willRespawn=false");
            app.awaitLine("event: RollingRestartFinished\\[replaced=2");
            assertThat(RawHttp.get(app.port(), "/cluster/shutdown").body()).isEqualTo("begun");
            assertThat(app.awaitExit()).isZero();
        }
    }

    private static void awaitCount(AppProcess app, String pattern, int count) {
        app.await(count + " lines with '" + pattern + "'", ROLL_LIMIT, () -> count(app, pattern) >= count);
    }

    private static int count(AppProcess app, String pattern) {
        return (int) app.output().stream().filter(line -> line.matches(".*" + pattern.replace("^", "") + ".*")).count();
    }

    private static String text(Path file) throws IOException {
        return Files.readString(file, StandardCharsets.UTF_8);
    }
}

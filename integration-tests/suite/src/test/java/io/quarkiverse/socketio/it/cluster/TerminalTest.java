package io.quarkiverse.socketio.it.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.quarkiverse.socketio.it.support.AppProcess;
import io.quarkiverse.socketio.it.support.TerminalRun;

/** Tests that a command in a terminal never starts a server, and ends with the documented code. */
class TerminalTest {
    private static final String APP = "cluster-app";
    private static final String OFF = "-Dquarkus.socketio.cluster.enabled=false";
    /** The port of echo, which no test uses. */
    private static final String NO_CLUSTER_HERE = "-Dquarkus.http.port=7";

    private static TerminalRun run(List<String> options, String... arguments) {
        return TerminalRun.of(AppProcess.packaged(APP), options, arguments);
    }

    @Test
    void withoutAClusterACommandEndsWithCode3() {
        String nothing = "No cluster of this user listens on port 7. Start it without --cluster=status, or name its port with"
                + " -Dquarkus.http.port";
        assertThat(run(List.of(NO_CLUSTER_HERE), "--cluster=status")).isEqualTo(new TerminalRun(3, "", nothing + "\n"));
        assertThat(run(List.of(NO_CLUSTER_HERE, OFF), "--cluster", "status")).isEqualTo(new TerminalRun(3, "", nothing
                + ". It runs as a cluster only with quarkus.socketio.cluster.enabled=true, which is not set here\n"));
        assertThat(run(List.of("-Dquarkus.http.port=0"), "--cluster=status")).isEqualTo(new TerminalRun(3, "",
                "The port is any free one (quarkus.http.port=0): name that of the cluster with -Dquarkus.http.port\n"));
        assertThat(run(List.of("-Dquarkus.http.host-enabled=false"), "--cluster=status").exitCode()).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(strings = { "--cluster", "--cluster=", "--cluster=foo", "--cluster=status -v", "--cluster scale" })
    void aWrongCommandEndsWithCode2(String line) {
        for (List<String> options : List.of(List.of(OFF), List.<String> of())) {
            TerminalRun run = run(options, line.split(" "));
            assertThat(run.exitCode()).isEqualTo(2);
            assertThat(run.out()).isEmpty();
            assertThat(run.err()).endsWith(". Try --cluster=help\n").hasLineCount(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = { "--help", "--cluster=help", "--cluster --help" })
    void helpShowsTheCommands(String line) {
        TerminalRun run = run(List.of(OFF), line.split(" "));
        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("--cluster=<command>", "scale=<n>", "Exit codes:");
        assertThat(run.err()).isEmpty();
    }

    @Test
    void aCommandReachesARunningClusterInAnyForm() {
        try (AppProcess app = AppProcess.startCluster(APP)) {
            String port = "-Dquarkus.http.port=" + app.port();
            for (List<String> options : List.of(List.of(port), List.of(port, OFF))) {
                TerminalRun status = run(options, "--cluster", "status");
                assertThat(status.exitCode()).isZero();
                assertThat(status.out()).contains("RUNNING").hasLineCount(3);
                assertThat(status.err()).isEmpty();
            }
            assertThat(run(List.of(port), "--cluster", "scale", "0")).isEqualTo(new TerminalRun(1, "",
                    "The primary refuses 'scale 0': a cluster has 1 to 1024 workers, not 0\n"));
            assertThat(run(List.of(port), "--cluster=shutdown")).isEqualTo(new TerminalRun(0, "shutdown: begun\n", ""));
            assertThat(app.awaitExit()).isZero();
        }
    }

    @Test
    void restartWithWaitReturnsWhenAllWorkersAreReplaced() {
        try (AppProcess app = AppProcess.startCluster(APP)) {
            List<Long> former = app.workers();
            String port = "-Dquarkus.http.port=" + app.port();
            TerminalRun run = run(List.of(port), "--cluster=restart", "--wait");
            assertThat(run.out()).matches("2 workers replaced in \\d+\\.\\d+ s\n");
            assertThat(run.err()).isEmpty();
            assertThat(run.exitCode()).isZero();
            assertThat(app.readyWorkers()).hasSize(2).doesNotContainAnyElementsOf(former);
            TerminalRun json = run(List.of(port), "--cluster=restart", "--wait", "--json");
            assertThat(json.out())
                    .matches("\\{\"command\":\"restart\",\"exitCode\":0,\"message\":\"2 workers replaced in .* s\"}\n");
        }
    }

    @Test
    void restartWithWaitFailsWithTheReasonIfAWorkerIsNotReplaced() throws Exception {
        Path bad = Files.createTempFile("checks", ".down");
        Files.delete(bad);
        Path configuration = Files.createTempFile("later", ".properties");
        try (AppProcess app = AppProcess.startCluster(APP, "-Ddown-while=" + bad,
                "-Dsmallrye.config.locations=" + configuration, "-Dquarkus.socketio.cluster.boot-timeout=10s")) {
            List<Long> workers = app.workers();
            Files.writeString(configuration, "quarkus.socketio.transports=websockets");
            TerminalRun refused = run(List.of("-Dquarkus.http.port=" + app.port()), "--cluster=restart", "--wait");
            String problem = "quarkus.socketio.transports: websockets is no transport, write polling, websocket, or both";
            assertThat(refused.err()).hasLineCount(1).contains("refuses its configuration: " + problem);
            assertThat(app.output()).filteredOn(line -> line.contains(problem) && !line.contains("event: ")).singleElement()
                    .asString().contains("Rolling restart stopped after 0 workers");
            assertThat(app.workers()).containsExactlyInAnyOrderElementsOf(workers);
            Files.writeString(configuration, "");
            Files.createFile(bad);
            TerminalRun run = run(List.of("-Dquarkus.http.port=" + app.port()), "--cluster=restart", "--wait");
            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.out()).isEmpty();
            assertThat(run.err()).hasLineCount(1).startsWith("The rolling restart has failed: stopped after 0 workers: [w1]");
        } finally {
            Files.delete(configuration);
            Files.deleteIfExists(bad);
        }
    }

    @Test
    void withJsonEachReplyIsOneObjectWithTheExitCode() throws Exception {
        ObjectMapper mapper = new ObjectMapper();
        try (AppProcess app = AppProcess.startCluster(APP)) {
            String port = "-Dquarkus.http.port=" + app.port();
            JsonNode status = mapper.readTree(run(List.of(port), "--cluster=status", "--json").out());
            assertThat(status.path("command").asText()).isEqualTo("status");
            assertThat(status.path("exitCode").asInt(-1)).isZero();
            assertThat(status.at("/cluster/ready").asInt()).isEqualTo(2);
            assertThat(status.at("/cluster/seats/1/pid").asLong()).isIn(app.workers());
            assertThat(run(List.of(port), "--cluster", "scale", "2", "--json").out())
                    .isEqualTo("{\"command\":\"scale 2\",\"exitCode\":0,\"message\":\"scale 2: begun\"}\n");
            TerminalRun refused = run(List.of(port), "--cluster=scale=0", "--json");
            assertThat(refused.exitCode()).isEqualTo(1);
            assertThat(mapper.readTree(refused.out()).path("message").asText() + "\n").isEqualTo(refused.err());
        }
        TerminalRun none = run(List.of(NO_CLUSTER_HERE), "--cluster=status", "--json");
        assertThat(mapper.readTree(none.out()).path("exitCode").asInt()).isEqualTo(none.exitCode()).isEqualTo(3);
        TerminalRun wrong = run(List.of(), "--cluster=foo", "--json");
        assertThat(mapper.readTree(wrong.out()).path("exitCode").asInt()).isEqualTo(wrong.exitCode()).isEqualTo(2);
    }
}

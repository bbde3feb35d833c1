package io.quarkiverse.socketio.it.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
}

package io.quarkiverse.socketio.it.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkiverse.socketio.it.support.AppProcess;
import io.quarkiverse.socketio.it.support.Requires;
import io.quarkiverse.socketio.it.support.TerminalRun;

/** Tests that a configuration with which the application cannot start is answered by one line that names key, value and cure. */
class ConfigurationErrorsTest {
    private static final String APP = "cluster-app";
    private static final String OFF = "-Dquarkus.socketio.cluster.enabled=false";

    private static TerminalRun start(String... options) {
        return TerminalRun.of(AppProcess.packaged(APP), List.of(options));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "quarkus.socketio.cluster.handoff=foo | is none of auto, descriptor, proxy",
            "quarkus.socketio.cluster.max-restarts=foo | is no whole number",
            "quarkus.socketio.cluster.boot-timeout=foo | is no time: write a number with a unit, such as 500ms, 30s, 10m or 2h",
            "quarkus.http.port=foo | is no whole number" })
    void aValueOfTheWrongTypeIsNamedWithWhatIsAllowed(String setting, String problem) {
        assertThat(start("-D" + setting))
                .isEqualTo(new TerminalRun(1, "", "The application cannot start. " + setting + " " + problem + "\n"));
    }

    @Test
    void aCommandIsNotSentWithAConfigurationThatCannotBeRead() {
        TerminalRun run = TerminalRun.of(AppProcess.packaged(APP), List.of("-Dquarkus.http.port=foo"), "--cluster=status");
        assertThat(run)
                .isEqualTo(new TerminalRun(1, "", "The command was not sent. quarkus.http.port=foo is no whole number\n"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "quarkus.http.port=99999 | quarkus.http.port=99999 is no port: write a number from 1 to 65535, or 0 for any free one",
            "quarkus.http.host=192.0.2.1 | quarkus.http.host=192.0.2.1 is no address of this machine: set one that is, or 0.0.0.0 for all",
            "quarkus.http.host=no.invalid | quarkus.http.host=no.invalid is no name that this machine can resolve" })
    void aPortThatCannotBeOpenedHasItsReasonInOneLine(String setting, String problem) {
        assertOneLine(start("-D" + setting), problem);
    }

    /** Needs {@code setpriv} of util-linux, and root, to start the application without the privilege; else it is skipped. */
    @Test
    @Requires("setpriv")
    void aPortBelow1024WithoutPermissionHasItsReasonInOneLine() throws IOException {
        Path first = Path.of("/proc/sys/net/ipv4/ip_unprivileged_port_start"); // often 0 in containers
        assumeThat(Files.isReadable(first) ? Integer.parseInt(Files.readString(first).strip()) : 0).isGreaterThan(7);
        assumeThat(Files.getAttribute(Path.of("/proc/self"), "unix:uid")).as("only root may drop privileges").isEqualTo(0);
        TerminalRun run = TerminalRun.by(List.of("setpriv", "--bounding-set=-net_bind_service", "--inh-caps=-net_bind_service",
                "--no-new-privs"), AppProcess.packaged(APP), List.of("-Dquarkus.http.port=7"));
        assertOneLine(run, "Cannot take port 7 of 127.0.0.1: this user may not open ports below 1024");
    }

    @ParameterizedTest
    @ValueSource(strings = { "ping-interval", "ping-timeout", "upgrade-timeout", "connect-timeout" })
    void timesInMillisecondsAreRefusedInAClusterAndInOneProcess(String key) {
        String problem = "quarkus.socketio." + key + "=25000 is longer than an hour, the most that is allowed, as a number"
                + " without a unit is in seconds: write 25s or 25000ms";
        String setting = "-Dquarkus.socketio." + key + "=25000";
        assertOneLine(start(setting), problem);
        TerminalRun alone = start(setting, OFF);
        assertThat(alone.exitCode()).isEqualTo(1);
        assertThat(alone.out() + alone.err()).isEqualTo(problem + "\n");
    }

    @Test
    void anOriginWithoutASchemeIsRefusedInAClusterAndInOneProcess() {
        String problem = "quarkus.socketio.origins: example.com has no scheme: write https://example.com, a regular expression";
        assertOneLine(start("-Dquarkus.socketio.origins=example.com"), problem);
        TerminalRun alone = start("-Dquarkus.socketio.origins=example.com", OFF);
        assertThat(alone.exitCode()).isEqualTo(1);
        assertThat(alone.out() + alone.err()).hasLineCount(1).startsWith(problem);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', value = {
            "quarkus.socketio.admin.enabled=true | quarkus.socketio.admin.enabled requires quarkus.socketio.admin.auth: set it to",
            "quarkus.socketio.transports=websockets | quarkus.socketio.transports: websockets is no transport, write polling, websocket",
            "quarkus.tls.trust-store.pem.certs=/no.pem | quarkus.tls.trust-store.pem.certs=/no.pem cannot be read: there is no such file",
            "quarkus.socketio.origins=/[/ | quarkus.socketio.origins=/[/ is no regular expression: Unclosed character class" })
    void whatOnlyAWorkerUsesIsCheckedBeforeThereAreWorkers(String setting, String problem) {
        assertOneLine(start("-D" + setting), problem);
    }

    @Test
    void aSizeWithAUnitIsWrittenAsANumber() {
        assertThat(start("-Dquarkus.socketio.max-payload=1MB").err()).isEqualTo("The application cannot start."
                + " quarkus.socketio.max-payload=1MB is no whole number: write 1000000\n");
    }

    @Test
    void anAddressOfRedisWithoutASchemeIsRefused() {
        assertOneLine(TerminalRun.of(AppProcess.packaged("fixtures"),
                List.of("-Dquarkus.socketio.cluster.enabled=true", "-Dquarkus.http.port=0",
                        "-Dquarkus.redis.hosts=localhost:6379")),
                "quarkus.redis.hosts=localhost:6379 has no scheme that Redis clients know: write redis://localhost:6379");
    }

    @Test
    void filesAndAddressesAreCheckedInOneProcess() {
        TerminalRun tls = start("-Dquarkus.tls.trust-store.pem.certs=/no.pem", OFF);
        assertThat(tls.exitCode()).isEqualTo(1);
        assertThat(tls.out() + tls.err()).hasLineCount(1)
                .startsWith("quarkus.tls.trust-store.pem.certs=/no.pem cannot be read: there is no such file");
        TerminalRun redis = TerminalRun.of(AppProcess.packaged("fixtures"),
                List.of("-Dquarkus.http.port=0", "-Dquarkus.redis.hosts=localhost:6379"));
        assertThat(redis.exitCode()).isEqualTo(1);
        assertThat(redis.out() + redis.err()).hasLineCount(1)
                .startsWith(
                        "quarkus.redis.hosts=localhost:6379 has no scheme that Redis clients know: write redis://localhost:6379");
    }

    /** The JVM says it only when it is started; the cluster stops at once, without starting it again. */
    @Test
    void anOptionThatTheJvmOfTheWorkersRefusesIsOneError() {
        TerminalRun run = start("-Dquarkus.socketio.cluster.worker.jvm-args=-XX:Foo");
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat((run.out() + run.err()).lines()).filteredOn(line -> !line.contains(" INFO ")).singleElement().asString()
                .contains(
                        "The cluster cannot start. quarkus.socketio.cluster.worker.jvm-args: the JVM of a worker does not start:"
                                + " Unrecognized VM option 'Foo'. Its options are ",
                        " -XX:Foo, those of the primary");
    }

    @Test
    void aPortInUseHasNoStackTraceInOneProcess() throws IOException {
        try (ServerSocket holder = new ServerSocket(0)) {
            TerminalRun run = start("-Dquarkus.http.port=" + holder.getLocalPort(), OFF);
            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.out() + run.err()).hasLineCount(3).contains("Port " + holder.getLocalPort() + " seems to be in use")
                    .doesNotContain("\tat ");
        }
    }

    @Test
    void aTemporaryDirectoryThatCannotBeWrittenIsOneLine() {
        assertOneLine(start("-Djava.io.tmpdir=/proc"), "Cannot create a directory for the cluster's sockets in /proc: this user"
                + " cannot write there");
        TerminalRun single = start("-Djava.io.tmpdir=/proc", OFF);
        assertThat(single.exitCode()).isEqualTo(1);
        assertThat((single.out() + single.err()).lines()).filteredOn(line -> !line.contains("VertxCoreRecorder"))
                .containsExactly("Vert.x cannot create its temporary files in /proc/vertx-cache: this user cannot write there."
                        + " Name another place with -Djava.io.tmpdir or quarkus.vertx.cache-directory");
    }

    @ParameterizedTest
    @ValueSource(strings = { "quarkus.socketio.cluster.wokers", "quarkus.socketio.ping-intervall",
            "quarkus.socketio.limits.rooms" })
    void anUnknownKeyIsWarnedOfOnce(String key) {
        try (AppProcess app = AppProcess.startCluster(APP, "-D" + key + "=3", "-Dquarkus.socketio.cluster.workers=3")) {
            app.await("three workers", () -> app.output().stream().filter(line -> line.contains("is ready")).count() >= 3);
            app.signal("TERM");
            assertThat(app.awaitExit()).isZero();
            assertThat(app.output()).filteredOn(line -> line.contains(key)).singleElement().asString()
                    .contains("WARN", "Unrecognized configuration key");
        }
    }

    /** Asserts that the primary has said it before it has started a worker. */
    private static void assertOneLine(TerminalRun run, String problem) {
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out() + run.err()).hasLineCount(1).contains("The cluster cannot start. " + problem);
    }
}

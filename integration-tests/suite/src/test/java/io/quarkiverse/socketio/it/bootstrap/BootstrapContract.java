package io.quarkiverse.socketio.it.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.quarkiverse.socketio.it.support.AppProcess;
import io.quarkiverse.socketio.it.support.RawHttp;
import io.quarkiverse.socketio.it.support.TerminalRun;
import io.quarkus.test.ProdModeTestResults;
import io.quarkus.test.QuarkusProdModeTest;

/** Tests that one jar is primary, worker and single process, for any packaging and any main class. */
abstract class BootstrapContract {
    @TempDir
    Path witness;

    /** The application under test; the injected field must be that of the subclass. */
    abstract ProdModeTestResults results();

    static QuarkusProdModeTest application(String jarType, Class<?>... mains) {
        return new QuarkusProdModeTest()
                .withApplicationRoot(root -> root.addClass(StartupMarker.class).addClasses(mains))
                .setApplicationName("bootstrap").setApplicationVersion("1.0")
                .overrideConfigKey("quarkus.package.jar.type", jarType)
                .overrideConfigKey("quarkus.http.host", "127.0.0.1")
                .overrideConfigKey("quarkus.http.port", "0");
    }

    @Test
    void thePrimaryNeverStartsTheApplicationAndBothWorkersServe() throws IOException {
        try (AppProcess app = start("-Dquarkus.socketio.cluster.enabled=true", "-Dquarkus.socketio.cluster.workers=2")) {
            int port = app.awaitReady();
            List<Long> workers = app.workers();
            assertThat(workers).hasSize(2);
            assertThat(startedIn()).containsExactlyInAnyOrderElementsOf(workers);

            Set<Long> serving = new HashSet<>();
            for (int i = 0; i < 10; i++) {
                serving.add(Long.valueOf(RawHttp.get(port, "/pid").body()));
            }
            assertThat(serving).containsExactlyInAnyOrderElementsOf(workers);

            app.signal("TERM");
            assertThat(app.awaitExit()).isZero();
            assertThat(app.output()).noneMatch(line -> line.matches("own (main|application).*"));
        }
    }

    @Test
    void withoutAClusterTheApplicationIsOneProcess() {
        List<String> arguments = readsArguments() ? List.of("--clustre=status") : List.of();
        try (AppProcess app = AppProcess.startWith(arguments, jar(), "-Dwitness=" + witness)) {
            app.awaitLine("^\\S+ \\S+ INFO .*started in");
            assertThat(startedIn()).containsExactly(app.pid());
            assertThat(app.workers()).isEmpty();
        }
    }

    @Test
    void aWorkerVariableSetByHandIsRefusedWithAMessage() {
        try (AppProcess app = AppProcess.start(jar(), Map.of("CLUSTER_WORKER", "true"), "-Dwitness=" + witness)) {
            assertThat(app.awaitExit()).isNotZero();
            assertThat(app.output()).anyMatch(line -> line.contains("Unset CLUSTER_WORKER"));
            assertThat(startedIn()).isEmpty();
        }
    }

    /** Whether the application has a class that reads the arguments of the program. */
    boolean readsArguments() {
        return false;
    }

    @Test
    void onlyAnApplicationThatReadsItsArgumentsHasItsOwnHelpAndClusterOption() {
        String witnessed = "-Dwitness=" + witness;
        for (String argument : readsArguments() ? List.of("-h", "--cluster=production")
                : List.of("--help", "-h", "--cluster=production", "--clustre=status")) {
            if (readsArguments()) {
                try (AppProcess app = AppProcess.startWith(List.of(argument), jar(), witnessed)) {
                    app.awaitLine("own (main with " + argument + "|application with " + argument + ")");
                    app.awaitLine("started in");
                }
            } else {
                int code = argument.endsWith("h") || argument.equals("--help") ? 0 : 2;
                assertThat(TerminalRun.of(jar(), List.of(witnessed), argument).exitCode()).isEqualTo(code);
                assertThat(startedIn()).isEmpty();
            }
        }
    }

    @Test
    void theHelpOfAnApplicationIsNotPrintedByEachWorker() {
        if (!readsArguments()) {
            return; // it has none
        }
        try (AppProcess app = AppProcess.startWith(List.of("--help"), jar(), "-Dwitness=" + witness,
                "-Dquarkus.socketio.cluster.enabled=true")) {
            app.awaitLine("^own (main|application) with --help");
            app.awaitLine("^(?!\\[w).*started in");
            assertThat(startedIn()).containsExactly(app.pid());
        }
    }

    @Test
    void aCommandNeverStartsTheApplication() {
        TerminalRun run = TerminalRun.of(jar(), List.of("-Dwitness=" + witness, "-Dquarkus.http.port=7"), "--cluster=status");
        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.err()).contains("No cluster of this user listens on port 7");
        assertThat(run.out()).isEmpty();
        assertThat(startedIn()).isEmpty();
    }

    private AppProcess start(String... options) {
        return AppProcess.start(jar(),
                Stream.concat(Stream.of(options), Stream.of("-Dwitness=" + witness)).toArray(String[]::new));
    }

    private Path jar() {
        return results().getResults().get(0).getPath();
    }

    private List<Long> startedIn() {
        try (Stream<Path> traces = Files.list(witness)) {
            return traces.map(trace -> Long.valueOf(trace.getFileName().toString())).toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}

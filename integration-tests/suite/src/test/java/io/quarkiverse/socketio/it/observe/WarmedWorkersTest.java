package io.quarkiverse.socketio.it.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkiverse.socketio.it.support.AppProcess;
import io.quarkiverse.socketio.it.support.PrometheusPage;
import io.quarkiverse.socketio.it.support.RawHttp;
import io.quarkus.builder.Version;
import io.quarkus.maven.dependency.Dependency;
import io.quarkus.test.ProdBuildResults;
import io.quarkus.test.ProdModeTestResults;
import io.quarkus.test.QuarkusProdModeTest;

/** Tests that workers warm up before they are ready, and that the application sees nothing of it. */
class WarmedWorkersTest {
    private static final String HANDSHAKE = "/socket.io/?EIO=4&transport=polling";
    private static final String WARMED = "Warmed up: [1-9]\\d* rounds";
    private static final String ROLLED = "Rolling restart finished: 1 workers replaced";

    @RegisterExtension
    static final QuarkusProdModeTest APPLICATION = new QuarkusProdModeTest()
            .withApplicationRoot(jar -> jar.addClasses(WarmedHandlers.class, WarmedHandlers.Guard.class))
            .setApplicationName("warmed").setApplicationVersion("1.0")
            .overrideConfigKey("quarkus.http.host", "127.0.0.1")
            .overrideConfigKey("quarkus.http.port", "0")
            .overrideConfigKey("quarkus.http.access-log.enabled", "true")
            // limits that the clients of a warm-up would exceed
            .overrideConfigKey("quarkus.socketio.limits.max-connections", "1")
            .overrideConfigKey("quarkus.socketio.limits.handshakes-per-second", "1")
            .setForcedDependencies(List.of(
                    Dependency.of("io.quarkus", "quarkus-micrometer-registry-prometheus", Version.getVersion())));

    @ProdBuildResults
    ProdModeTestResults results;

    /** Starts a cluster that logs its warm-ups. */
    private AppProcess start(String... options) {
        List<String> all = new ArrayList<>(List.of("-Dquarkus.socketio.cluster.enabled=true",
                "-Dquarkus.socketio.cluster.workers=1",
                "-Dquarkus.log.category.\"io.quarkiverse.socketio.runtime.quarkus.warmup\".level=DEBUG"));
        all.addAll(List.of(options));
        return AppProcess.startRepeatedly(results.getResults().get(0).getPath(), all.toArray(String[]::new));
    }

    /** Returns the directory of the cluster, which its workers have in their environment. */
    private static Path directoryOf(long worker) throws IOException {
        String name = "CLUSTER_LINK_DIRECTORY=";
        return Stream.of(Files.readString(Path.of("/proc/" + worker + "/environ")).split("\0"))
                .filter(variable -> variable.startsWith(name)).map(variable -> Path.of(variable.substring(name.length())))
                .findFirst().orElseThrow();
    }

    private static List<String> linesOf(AppProcess app, String text) {
        return app.output().stream().filter(line -> line.contains(text)).toList();
    }

    @Test
    void theApplicationSeesNothingOfTheWarmUp() throws IOException {
        try (AppProcess app = start("-Dquarkus.socketio.cluster.worker.warm-up=1m")) {
            app.awaitReady();
            Path directory = directoryOf(app.workers().get(0));
            assertThat(linesOf(app, "Warmed up")).as("a worker for which clients wait").isEmpty();
            app.signal("USR2");
            app.awaitLine(WARMED);
            app.awaitLine(ROLLED);

            PrometheusPage page = new PrometheusPage(RawHttp.get(app.port(), "/q/metrics").body());
            assertThat(page.cumulative().entrySet())
                    .filteredOn(counter -> counter.getKey().name()
                            .matches("http_server_(requests|bytes)_.*|socketio_(?!cluster).*"))
                    .isNotEmpty().allSatisfy(counter -> assertThat(counter.getValue()).isZero());
            assertThat(page.sum("socketio_connections")).isZero();
            assertThat(page.sum("http_server_active_connections")).as("of this request").isLessThanOrEqualTo(1);
            assertThat(linesOf(app, "/socket.io")).isEmpty();
            assertThat(linesOf(app, "a client")).isEmpty();
            assertThat(linesOf(app, "an event")).isEmpty();
            assertThat(linesOf(app, "WARN")).noneMatch(line -> line.contains("quarkiverse") || line.contains("vertx"));
            assertThat(linesOf(app, "ERROR")).isEmpty();
            try (Stream<Path> files = Files.list(directory)) {
                assertThat(files.map(file -> file.getFileName().toString())).contains("w2")
                        .noneMatch(name -> name.matches("[uv]\\d+"));
            }

            assertThat(RawHttp.get(app.port(), HANDSHAKE).status()).isEqualTo(200);
            app.awaitLine("a client asks");
        }
    }

    @Test
    void noTimeMeansNoWarmUp() {
        try (AppProcess app = start("-Dquarkus.socketio.cluster.worker.warm-up=0")) {
            app.awaitReady();
            app.signal("USR2");
            app.awaitLine(ROLLED);
            assertThat(linesOf(app, "Warmed up")).isEmpty();
        }
    }

    @Test
    void aWorkerWhoseWarmUpFailsIsReady() throws IOException {
        // shorter than the first line of each request of a warm-up
        try (AppProcess app = start("-Dquarkus.http.limits.max-initial-line-length=20")) {
            app.awaitReady();
            app.signal("USR2");
            app.awaitLine("The warm-up has ended early");
            app.awaitLine(ROLLED);
            assertThat(RawHttp.get(app.port(), "/").status()).isEqualTo(404);
        }
    }
}

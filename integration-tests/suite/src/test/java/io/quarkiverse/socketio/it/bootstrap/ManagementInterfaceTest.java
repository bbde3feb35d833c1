package io.quarkiverse.socketio.it.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import io.quarkiverse.socketio.it.support.AppProcess;
import io.quarkiverse.socketio.it.support.RawHttp;
import io.quarkiverse.socketio.it.support.TerminalRun;
import io.quarkus.builder.Version;
import io.quarkus.maven.dependency.Dependency;
import io.quarkus.test.ProdBuildResults;
import io.quarkus.test.ProdModeTestResults;
import io.quarkus.test.QuarkusProdModeTest;

/** Tests that the primary of a cluster serves the management port, and the shared port does not. */
class ManagementInterfaceTest {
    private static final String OPERATIONS = "/q/socketio/cluster";
    private static final String STATUS = OPERATIONS + "/status";

    @RegisterExtension
    static final QuarkusProdModeTest APPLICATION = BootstrapContract.application("fast-jar", ManagementRoute.class)
            .overrideConfigKey("quarkus.management.enabled", "true")
            .setForcedDependencies(List.of(Dependency.of("io.quarkus", "quarkus-smallrye-health", Version.getVersion())));

    @ProdBuildResults
    ProdModeTestResults results;

    @TempDir
    Path witness;

    @Test
    void healthIsServedOnTheManagementPortOnly() throws IOException {
        try (AppProcess app = start()) {
            int management = managementPort(app);
            assertThat(RawHttp.get(management, "/q/health/started").status()).isEqualTo(503);
            int shared = app.awaitReady();
            assertThat(RawHttp.get(shared, "/pid").status()).isEqualTo(200);
            for (String path : List.of("/q/health", "/q/health/ready", "/q/health/live", "/q/health/started")) {
                assertThat(RawHttp.get(management, path).status()).isEqualTo(200);
                assertThat(RawHttp.get(management, path).body()).contains("cluster worker 1", "cluster worker 2");
                assertThat(RawHttp.get(shared, path).status()).isEqualTo(404);
            }
            assertThat(RawHttp.get(management, "/manage").status()).as("the application's own route").isEqualTo(200);
            assertThat(RawHttp.get(shared, "/manage").status()).isEqualTo(404);
            assertThat(RawHttp.get(management, "/nothing").status()).isEqualTo(404);
            assertThat(app.output()).noneMatch(line -> line.contains("ERROR"));
        }
    }

    @Test
    void withoutATokenTheStateIsPublicAndCommandsAreRefused() throws IOException {
        try (AppProcess app = start()) {
            int shared = app.awaitReady();
            int management = managementPort(app);
            List<Long> workers = app.workers();
            RawHttp.Response state = RawHttp.get(management, OPERATIONS);
            assertThat(state.status()).isEqualTo(200);
            assertThat(state.body()).startsWith("{\"workers\":2,\"ready\":2,\"started\":true")
                    .contains("\"pid\":" + workers.get(0));
            for (String order : List.of("/scale?workers=3", "/restart", "/rebalance")) {
                for (String authorization : List.of("", "Bearer ", "Bearer guess")) {
                    assertThat(post(management, OPERATIONS + order, authorization).status()).isEqualTo(403);
                }
            }
            assertThat(post(shared, OPERATIONS + "/restart", "Bearer guess").status()).isEqualTo(404);
            assertThat(app.output()).noneMatch(line -> line.contains("Rolling restart") || line.contains("Scaling"));
            assertThat(app.workers()).containsExactlyInAnyOrderElementsOf(workers);
        }
    }

    @Test
    void commandsWithTheTokenScaleAndRestart() throws IOException {
        try (AppProcess app = start("-Dquarkus.socketio.cluster.management.token=s3cret")) {
            app.awaitReady();
            int management = managementPort(app);
            assertThat(post(management, OPERATIONS + "/scale?workers=3", "Bearer s3cre").status()).isEqualTo(403);
            RawHttp.Response begun = post(management, OPERATIONS + "/scale?workers=3", "Bearer s3cret");
            assertThat(begun.status()).isEqualTo(202);
            assertThat(begun.body()).startsWith("{\"workers\":3");
            app.awaitLine("\\[w3\\] pid \\d+ is ready");
            assertThat(post(management, OPERATIONS + "/scale?workers=1", "Bearer s3cret").status()).isEqualTo(202);
            app.await("one worker", () -> app.workers().size() == 1);
            assertThat(post(management, OPERATIONS + "/restart", "Bearer s3cret").status()).isEqualTo(202);
            app.awaitLine("Rolling restart of 1 workers: asked for over HTTP");
            assertThat(post(management, OPERATIONS + "/rebalance", "Bearer s3cret").status()).isEqualTo(202);
        }
    }

    @Test
    void theStatusPageIsOnTheManagementPortOnlyAndChangesNothing() throws IOException {
        try (AppProcess app = start()) {
            int shared = app.awaitReady();
            int management = managementPort(app);
            List<Long> workers = app.workers();
            RawHttp.Response page = RawHttp.get(management, STATUS);
            assertThat(page.status()).isEqualTo(200);
            assertThat(page.headers()).containsEntry("content-type", "text/html; charset=utf-8");
            assertThat(page.body()).startsWith("<!DOCTYPE html>").endsWith("</html>\n");
            assertThat(page.body().toLowerCase(Locale.ROOT)).doesNotContain("<form", "<button", "<input", "<a ",
                    "javascript:", "http://www.w3.org/1999");
            RawHttp.Response state = RawHttp.get(management, OPERATIONS + "/?history");
            assertThat(workers).allSatisfy(pid -> assertThat(state.body()).contains("\"pid\":" + pid));
            assertThat(state.body()).contains("\"host\":\"", "\"history\":{\"clients\":[", " is ready\"}");
            TerminalRun run = TerminalRun.of(results.getResults().get(0).getPath(), List.of("-Dquarkus.http.port=" + shared),
                    "--cluster=status", "--open");
            assertThat(run.out()).as("no code, as everybody may look")
                    .isEqualTo("http://127.0.0.1:" + management + STATUS + "\n");
            assertThat(post(management, STATUS, "").status()).isEqualTo(405);
            assertThat(RawHttp.get(shared, STATUS).status()).isEqualTo(404);
            assertThat(app.workers()).containsExactlyInAnyOrderElementsOf(workers);
        }
    }

    private AppProcess start(String... options) {
        return AppProcess.start(results.getResults().get(0).getPath(), Stream.concat(Stream.of(options),
                Stream.of("-Dwitness=" + witness, "-Dquarkus.management.host=127.0.0.1", "-Dquarkus.management.port=0",
                        "-Dquarkus.socketio.cluster.enabled=true", "-Dquarkus.socketio.cluster.workers=2"))
                .toArray(String[]::new));
    }

    private static int managementPort(AppProcess app) {
        return Integer.parseInt(app.awaitLine("Management interface of the cluster on: http://127.0.0.1:(\\d+)").group(1));
    }

    private static RawHttp.Response post(int port, String target, String authorization) throws IOException {
        try (RawHttp http = new RawHttp(port)) {
            return http.post(target, authorization);
        }
    }
}

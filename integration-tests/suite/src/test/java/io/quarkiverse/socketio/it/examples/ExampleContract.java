package io.quarkiverse.socketio.it.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

import com.fasterxml.jackson.databind.JsonNode;

import io.quarkiverse.socketio.it.support.AppProcess;
import io.quarkiverse.socketio.it.support.NodeScript;
import io.quarkiverse.socketio.it.support.Requires;

/**
 * What each application in {@code examples} promises: as one process and as a cluster, it does for its clients and its page what
 * the Node original does that it was ported from. Thread: the test's.
 */
@Requires({ "node", "npm" })
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ExampleContract {
    private final String example;
    private final List<AutoCloseable> servers = new ArrayList<>();
    private AppProcess single;
    private AppProcess cluster;
    private NodeOriginal original;
    private JsonNode expected;

    ExampleContract(String example) {
        this.example = example;
    }

    /** Returns the options of an application that may keep files in that directory. */
    List<String> options(Path directory) {
        return List.of();
    }

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        single = start(directory.resolve("single"), "-Dquarkus.socketio.cluster.enabled=false");
        cluster = start(directory.resolve("cluster"), "-Dquarkus.socketio.cluster.enabled=true",
                "-Dquarkus.socketio.cluster.workers=2");
        original = new NodeOriginal(example);
        servers.add(original);
        expected = scenario(original.url());
    }

    private AppProcess start(Path directory, String... mode) throws Exception {
        Path jar = NodeOriginal.EXAMPLES.resolve(Path.of(example, "target", "quarkus-app", "quarkus-run.jar"));
        assertThat(jar).as("what \"package\" of its module makes").exists();
        Files.createDirectory(directory);
        AppProcess app = AppProcess.start(jar, Stream.of(List.of("-Dquarkus.http.port=0"), List.of(mode), options(directory))
                .flatMap(List::stream).toArray(String[]::new));
        servers.add(app);
        return app;
    }

    @AfterAll
    void stop() throws Exception {
        for (AutoCloseable server : servers) {
            server.close();
        }
    }

    @Test
    void oneProcessDoesWhatTheNodeOriginalDoes() {
        assertThat(scenario(urlOfSingle())).isEqualTo(expected);
    }

    @Test
    void aClusterOfTwoWorkersDoesWhatTheNodeOriginalDoes() {
        String url = urlOfCluster();
        String[] workers = cluster.readyWorkers().stream().map(String::valueOf).toArray(String[]::new);
        assertThat(workers).hasSize(2);
        assertThat(scenario(url, workers)).isEqualTo(expected);
    }

    @Test
    @Requires("chromium")
    void oneAndTheSamePageWorksWithAllOfThem() {
        String picture = Path.of("target", "example-" + example + ".png").toAbsolutePath().toString();
        assertThat(NodeScript.run("example-pages.mjs", original.url(), example, picture, urlOfSingle(), urlOfCluster())
                .path("ok").asBoolean()).isTrue();
    }

    private JsonNode scenario(String url, String... workers) {
        return NodeScript.run("example-" + example + ".mjs", url, workers);
    }

    private String urlOfSingle() {
        return single.awaitLine("Listening on: (http://\\S+)").group(1);
    }

    private String urlOfCluster() {
        return "http://localhost:" + cluster.awaitReady();
    }
}

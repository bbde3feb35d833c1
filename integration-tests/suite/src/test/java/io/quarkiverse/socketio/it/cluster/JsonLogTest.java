package io.quarkiverse.socketio.it.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.quarkiverse.socketio.it.support.AppProcess;
import io.quarkus.builder.Version;
import io.quarkus.maven.dependency.Dependency;
import io.quarkus.test.ProdBuildResults;
import io.quarkus.test.ProdModeTestResults;
import io.quarkus.test.QuarkusProdModeTest;

/** Tests that with quarkus-logging-json each line of a cluster is JSON, whichever process has written it. */
class JsonLogTest {
    @RegisterExtension
    static final QuarkusProdModeTest APPLICATION = new QuarkusProdModeTest()
            .withApplicationRoot(root -> root.addClass(TalkativeApp.class))
            .setApplicationName("talkative").setApplicationVersion("1.0")
            .overrideConfigKey("quarkus.http.host", "127.0.0.1").overrideConfigKey("quarkus.http.port", "0")
            .overrideConfigKey("quarkus.socketio.cluster.enabled", "true")
            .overrideConfigKey("quarkus.socketio.cluster.workers", "2")
            .setForcedDependencies(List.of(Dependency.of("io.quarkus", "quarkus-logging-json", Version.getVersion())));

    @ProdBuildResults
    ProdModeTestResults results;

    private AppProcess start(String... options) {
        return AppProcess.start(results.getResults().get(0).getPath(), options);
    }

    /** Returns the lines; fails unless each is an object. */
    private static List<JsonNode> objects(AppProcess app) throws IOException {
        ObjectMapper mapper = new ObjectMapper();
        List<JsonNode> objects = new ArrayList<>();
        for (String line : app.output()) {
            JsonNode object = mapper.readTree(line);
            assertThat(object.isObject()).as(line).isTrue();
            objects.add(object);
        }
        return objects;
    }

    @Test
    void eachLineOfPrimaryAndWorkersIsAnObject() throws IOException {
        // an option that the JVM warns of, a value that the configuration warns of early, and a format of several lines
        try (AppProcess app = start(
                "-Dquarkus.socketio.cluster.worker.jvm-args=-Xverify:none",
                "-Dquarkus.socketio.cluster.autoscale.enabled=neither",
                "-Dquarkus.log.console.json.pretty-print=true", "-Dquarkus.banner.enabled=true")) {
            app.awaitLine("Cluster of 2 workers ready");
            app.signal("TERM");
            assertThat(app.awaitExit()).isZero();
            List<JsonNode> lines = objects(app);
            assertThat(lines).filteredOn(line -> line.path("message").asText().contains("cluster primary, pid")).singleElement()
                    .satisfies(line -> {
                        assertThat(line.path("level").asText()).isEqualTo("INFO");
                        assertThat(line.path("loggerName").asText()).isEqualTo("io.quarkiverse.socketio.cluster");
                        assertThat(line.has("worker")).isFalse();
                    });
            assertThat(lines).filteredOn(line -> line.path("message").asText().contains("started in"))
                    .extracting(line -> line.path("worker").asText()).containsExactlyInAnyOrder("w1", "w2");
            assertThat(lines).filteredOn(line -> line.path("message").asText().equals("not json"))
                    .extracting(line -> line.path("worker").asText() + line.path("stream").asText())
                    .containsExactlyInAnyOrder("w1stdout", "w2stdout", "w1stderr", "w2stderr");
            assertThat(lines).filteredOn(line -> line.path("message").asText().contains("-Xverify:none"))
                    .extracting(line -> line.path("worker").asText()).contains("w1", "w2");
            assertThat(lines).filteredOn(line -> line.path("message").asText().contains("\"neither\"")
                    || line.path("message").asText().contains("value neither")).isNotEmpty();
            assertThat(app.output()).as("banner").noneMatch(line -> line.contains("____/_/"));
            assertThat(lines).filteredOn(line -> line.path("message").asText().equals("it failed"))
                    .extracting(line -> line.path("worker").asText() + line.at("/exception/message").asText())
                    .containsExactlyInAnyOrder("w1for a test", "w2for a test");
        }
    }

    @Test
    void withTheExtensionSwitchedOffLinesArePlain() {
        try (AppProcess app = start("-Dquarkus.log.console.json.enabled=false", "-Dquarkus.banner.enabled=true")) {
            app.awaitReady();
            app.signal("TERM");
            assertThat(app.awaitExit()).isZero();
            assertThat(app.output()).anyMatch(line -> line.startsWith("[w1] ")).anyMatch(line -> line.equals("[w2] not json"))
                    .noneMatch(line -> line.contains("{\""));
            assertThat(app.output()).as("banner").filteredOn(line -> line.contains("--\\___\\_\\____/_/")).hasSize(1);
        }
    }
}

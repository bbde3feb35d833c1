package io.quarkiverse.socketio.it.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.quarkiverse.socketio.it.support.Execution;
import io.quarkiverse.socketio.it.support.Requires;

/** Tests that Prometheus and Grafana can read the files for them that are in the manual. */
class MonitoringFilesTest {
    private static final Path ATTACHMENTS = Path.of("..", "..", "docs", "modules", "ROOT", "attachments");
    /** The variables of Grafana and of the dashboard, with values that they can have. */
    private static final Map<String, String> VARIABLES = Map.of("$__rate_interval", "4m", "$job", "chat", "$instance", ".*");

    @TempDir
    Path directory;

    @Test
    @Requires("promtool")
    void theAlertRulesAreValidAndFireAsTheirTestsSay() {
        Execution.of(ATTACHMENTS, List.of("promtool", "check", "rules", "socketio-alerts.yml"));
        Execution.of(ATTACHMENTS, List.of("promtool", "test", "rules", "socketio-alerts-test.yml"));
    }

    @Test
    @Requires("promtool")
    void eachExpressionOfTheDashboardIsPromQl() throws IOException {
        List<String> expressions = dashboard().findValuesAsText("expr").stream().map(MonitoringFilesTest::resolved).toList();
        assertThat(expressions).hasSizeGreaterThan(20).noneMatch(expression -> expression.contains("$"));
        ObjectMapper json = new ObjectMapper(); // which YAML includes
        List<Map<String, String>> rules = IntStream.range(0, expressions.size())
                .mapToObj(i -> Map.of("record", "panel:" + i, "expr", expressions.get(i))).collect(Collectors.toList());
        json.writeValue(directory.resolve("rules.yml").toFile(),
                Map.of("groups", List.of(Map.of("name", "dashboard", "rules", rules))));
        assertThat(Execution.of(directory, List.of("promtool", "check", "rules", "rules.yml")))
                .contains(expressions.size() + " rules found");
    }

    @Test
    void eachPanelOfTheDashboardHasItsOwnIdATitleAndExpressions() throws IOException {
        List<JsonNode> panels = dashboard().path("panels").findParents("gridPos");
        assertThat(panels).hasSizeGreaterThan(10).allSatisfy(panel -> assertThat(panel.path("title").asText()).isNotBlank());
        assertThat(panels).extracting(panel -> panel.path("id").asInt()).doesNotContain(0).doesNotHaveDuplicates();
        assertThat(panels).filteredOn(panel -> !panel.path("type").asText().equals("row")).hasSizeGreaterThan(10)
                .allSatisfy(panel -> assertThat(panel.path("targets").findValuesAsText("expr")).isNotEmpty()
                        .doesNotContain(""));
    }

    private static JsonNode dashboard() throws IOException {
        return new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
                .readTree(Files.readString(ATTACHMENTS.resolve("socketio-dashboard.json")));
    }

    private static String resolved(String expression) {
        String resolved = expression;
        for (Map.Entry<String, String> variable : VARIABLES.entrySet()) {
            resolved = resolved.replace(variable.getKey(), variable.getValue());
        }
        return resolved;
    }
}

package io.quarkiverse.socketio.test.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkus.test.ProdBuildResults;
import io.quarkus.test.ProdModeTestResults;
import io.quarkus.test.QuarkusProdModeTest;

/** Tests a manifest that has a database and its autoscaler besides the application. */
class OtherWorkloadTest {
    @RegisterExtension
    static final QuarkusProdModeTest APP = Manifest.applicationWithSource("database.yml")
            .overrideConfigKey("%prod.quarkus.socketio.adapter.type", "redis-streams");

    @ProdBuildResults
    ProdModeTestResults build;

    @Test
    void onlyTheApplicationGetsAnAutoscaler() {
        Manifest manifest = Manifest.of(build, "kubernetes");
        Map<String, String> targets = manifest.all("HorizontalPodAutoscaler").stream().collect(Collectors.toMap(
                scaler -> scaler.at("/metadata/name").asText(), scaler -> scaler.at("/spec/scaleTargetRef/name").asText()));
        assertThat(targets).containsExactlyInAnyOrderEntriesOf(Map.of("chat", "chat", "database", "database"));
        Map<String, String> replicas = manifest.all("Deployment").stream().collect(Collectors.toMap(
                deployment -> deployment.at("/metadata/name").asText(),
                deployment -> deployment.at("/spec/replicas").asText()));
        assertThat(replicas).containsExactlyInAnyOrderEntriesOf(Map.of("chat", "", "database", "2"));
    }
}

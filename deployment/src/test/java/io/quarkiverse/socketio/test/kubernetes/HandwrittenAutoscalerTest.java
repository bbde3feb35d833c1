package io.quarkiverse.socketio.test.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import com.fasterxml.jackson.databind.JsonNode;

import io.quarkus.test.ProdBuildResults;
import io.quarkus.test.ProdModeTestResults;
import io.quarkus.test.QuarkusProdModeTest;

/** Tests an application that brings its own autoscaler. */
class HandwrittenAutoscalerTest {
    @RegisterExtension
    static final QuarkusProdModeTest APP = Manifest.applicationWithSource("own-autoscaler.yml")
            .overrideConfigKey("quarkus.socketio.adapter.type", "redis-sharded");

    @ProdBuildResults
    ProdModeTestResults build;

    @Test
    void noSecondAutoscalerIsGenerated() {
        Manifest manifest = Manifest.of(build, "kubernetes");
        assertThat(manifest.all("HorizontalPodAutoscaler")).singleElement()
                .extracting(resource -> resource.at("/spec/maxReplicas").asInt()).isEqualTo(7);
        JsonNode deployment = manifest.get("Deployment");
        assertThat(deployment.at("/metadata/name").asText()).isEqualTo("chat");
    }
}

package io.quarkiverse.socketio.test.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import com.fasterxml.jackson.databind.JsonNode;

import io.quarkus.test.ProdBuildResults;
import io.quarkus.test.ProdModeTestResults;
import io.quarkus.test.QuarkusProdModeTest;

/** Tests every option of the autoscaler, for a StatefulSet, in an application without metrics whose pods are not connected. */
class ConfiguredAutoscalerTest {
    @RegisterExtension
    static final QuarkusProdModeTest APP = Manifest.application("quarkus-kubernetes")
            .setLogRecordPredicate(record -> record.getLoggerName().contains("KubernetesProcessor"))
            .overrideConfigKey("quarkus.kubernetes.deployment-kind", "StatefulSet")
            .overrideConfigKey("quarkus.kubernetes.replicas", "5")
            .overrideConfigKey("quarkus.socketio.kubernetes.autoscaling.min-replicas", "2")
            .overrideConfigKey("quarkus.socketio.kubernetes.autoscaling.max-replicas", "4")
            .overrideConfigKey("quarkus.socketio.kubernetes.autoscaling.cpu-utilization", "50");

    @ProdBuildResults
    ProdModeTestResults build;

    @Test
    void theAutoscalerIsAsConfigured() {
        Manifest manifest = Manifest.of(build, "kubernetes");
        JsonNode spec = manifest.get("HorizontalPodAutoscaler").path("spec");
        assertThat(spec.at("/scaleTargetRef/kind").asText()).isEqualTo("StatefulSet");
        assertThat(spec.path("minReplicas").asInt()).isEqualTo(2);
        assertThat(spec.path("maxReplicas").asInt()).isEqualTo(4);
        assertThat(spec.at("/metrics/0/resource/target/averageUtilization").asInt()).isEqualTo(50);
        assertThat(spec.path("metrics")).as("no metrics extension reports the number of clients").hasSize(1);
        assertThat(manifest.get("StatefulSet").at("/spec/replicas").isMissingNode()).isTrue();
    }

    @Test
    void theBuildWarnsOfPodsThatAreNotConnected() {
        assertThat(build.getRetainedBuildLogRecords()).singleElement().satisfies(record -> {
            assertThat(record.getLevel()).hasToString("WARN");
            assertThat(record.getMessage()).contains("2 to 4 pods", "quarkus.socketio.kubernetes.autoscaling.* is set",
                    "quarkus.socketio.adapter.type is auto: set it to redis");
        });
    }
}

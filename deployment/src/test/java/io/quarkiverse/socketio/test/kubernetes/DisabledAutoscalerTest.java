package io.quarkiverse.socketio.test.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkus.test.ProdBuildResults;
import io.quarkus.test.ProdModeTestResults;
import io.quarkus.test.QuarkusProdModeTest;

class DisabledAutoscalerTest {
    @RegisterExtension
    static final QuarkusProdModeTest APP = Manifest.application("quarkus-kubernetes")
            .setLogRecordPredicate(record -> record.getLoggerName().contains("KubernetesProcessor"))
            .overrideConfigKey("quarkus.kubernetes.replicas", "5")
            .overrideConfigKey("quarkus.socketio.kubernetes.autoscaling.enabled", "false");

    @ProdBuildResults
    ProdModeTestResults build;

    @Test
    void noAutoscalerIsGenerated() {
        Manifest manifest = Manifest.of(build, "kubernetes");
        assertThat(manifest.find("HorizontalPodAutoscaler")).isEmpty();
        assertThat(manifest.get("Deployment").at("/spec/replicas").asInt()).isEqualTo(5);
    }

    @Test
    void theBuildWarnsOfPodsThatAreNotConnected() {
        assertThat(build.getRetainedBuildLogRecords()).singleElement().satisfies(record -> {
            assertThat(record.getLevel()).hasToString("WARN");
            assertThat(record.getMessage()).contains("quarkus.kubernetes.replicas=5",
                    "quarkus.socketio.adapter.type is auto: set it to redis");
        });
    }
}

package io.quarkiverse.socketio.test.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkus.test.ProdBuildResults;
import io.quarkus.test.ProdModeTestResults;
import io.quarkus.test.QuarkusProdModeTest;

/** Tests the manifests of an application without any configuration, whose pods would not be connected. */
class SinglePodManifestTest {
    @RegisterExtension
    static final QuarkusProdModeTest APP = Manifest.application("quarkus-kubernetes")
            .setLogRecordPredicate(record -> record.getLoggerName().contains("KubernetesProcessor"))
            .overrideConfigKey("quarkus.kubernetes.deployment-target", "kubernetes,openshift")
            .overrideConfigKey("quarkus.socketio.kubernetes.autoscaling.cpu-utilization", "50")
            .overrideConfigKey("%dev.quarkus.socketio.adapter.type", "redis");

    @ProdBuildResults
    ProdModeTestResults build;

    @Test
    void thereIsOnePodAndNoAutoscaler() {
        for (String target : new String[] { "kubernetes", "openshift" }) {
            Manifest manifest = Manifest.of(build, target);
            assertThat(manifest.find("HorizontalPodAutoscaler")).isEmpty();
            assertThat(manifest.get("Deployment").at("/spec/replicas").asInt()).isEqualTo(1);
        }
    }

    @Test
    void theBuildSaysWhyInOneLine() {
        assertThat(build.getRetainedBuildLogRecords()).singleElement().satisfies(record -> {
            assertThat(record.getLevel()).hasToString("INFO");
            assertThat(record.getMessage()).contains("One pod is in kubernetes.yml and openshift.yml",
                    "events of one pod would not reach the clients of the others",
                    "quarkus.socketio.adapter.type is auto: set it to redis");
        });
    }
}

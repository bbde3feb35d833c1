package io.quarkiverse.socketio.test.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import com.fasterxml.jackson.databind.JsonNode;

import io.quarkus.test.ProdBuildResults;
import io.quarkus.test.ProdModeTestResults;
import io.quarkus.test.QuarkusProdModeTest;

/** Tests the manifests of an application with all supported extensions whose pods are connected. */
class AutoscalerManifestTest {
    @RegisterExtension
    static final QuarkusProdModeTest APP = Manifest
            .application("quarkus-kubernetes", "quarkus-smallrye-health", "quarkus-micrometer-registry-prometheus")
            .setLogRecordPredicate(record -> record.getLoggerName().contains("KubernetesProcessor"))
            .overrideConfigKey("quarkus.kubernetes.deployment-target", "kubernetes,openshift,knative")
            .overrideConfigKey("quarkus.kubernetes.namespace", "talk")
            .overrideConfigKey("quarkus.management.enabled", "true")
            .overrideConfigKey("quarkus.socketio.adapter.type", "redis");

    @ProdBuildResults
    ProdModeTestResults build;

    @Test
    void anAutoscalerIsGenerated() {
        JsonNode scaler = Manifest.of(build, "kubernetes").get("HorizontalPodAutoscaler");
        assertThat(scaler.path("apiVersion").asText()).isEqualTo("autoscaling/v2");
        assertThat(scaler.at("/metadata/name").asText()).isEqualTo("chat");
        assertThat(scaler.at("/metadata/namespace").asText()).isEqualTo("talk");
        assertThat(scaler.at("/metadata/labels/app.kubernetes.io~1name").asText()).isEqualTo("chat");
        JsonNode spec = scaler.path("spec");
        assertThat(spec.path("scaleTargetRef").toString())
                .isEqualTo("{\"apiVersion\":\"apps/v1\",\"kind\":\"Deployment\",\"name\":\"chat\"}");
        assertThat(spec.path("minReplicas").asInt()).isEqualTo(3);
        assertThat(spec.path("maxReplicas").asInt()).isEqualTo(20);
        assertThat(spec.at("/metrics/0/resource/name").asText()).isEqualTo("cpu");
        assertThat(spec.at("/metrics/0/resource/target/averageUtilization").asInt()).isEqualTo(70);
        assertThat(spec.at("/metrics/1/pods/metric/name").asText()).isEqualTo("websocket_connections");
        assertThat(spec.at("/metrics/1/pods/target/averageValue").asText()).isEqualTo("40000");
        assertThat(spec.path("metrics")).hasSize(2);
        assertThat(spec.at("/behavior/scaleDown/stabilizationWindowSeconds").asInt()).isEqualTo(600);
    }

    @Test
    void theWorkloadHasNoReplicasBesidesAnAutoscaler() {
        JsonNode deployment = Manifest.of(build, "kubernetes").get("Deployment");
        assertThat(deployment.at("/spec/selector").isMissingNode()).isFalse();
        assertThat(deployment.at("/spec/replicas").isMissingNode()).isTrue();
    }

    @Test
    void probesGoToTheManagementPort() {
        JsonNode container = Manifest.of(build, "kubernetes").get("Deployment").at("/spec/template/spec/containers/0");
        for (String[] probe : List.of(new String[] { "startupProbe", "/q/health/started" },
                new String[] { "readinessProbe", "/q/health/ready" }, new String[] { "livenessProbe", "/q/health/live" })) {
            JsonNode get = container.at("/" + probe[0] + "/httpGet");
            assertThat(get.path("path").asText()).isEqualTo(probe[1]);
            assertThat(get.path("port").asInt()).isEqualTo(9000);
        }
    }

    @Test
    void anOpenShiftAutoscalerIsGenerated() {
        Manifest manifest = Manifest.of(build, "openshift");
        assertThat(manifest.get("HorizontalPodAutoscaler").at("/spec/scaleTargetRef/kind").asText()).isEqualTo("Deployment");
        assertThat(manifest.get("Deployment").at("/spec/replicas").isMissingNode()).isTrue();
    }

    @Test
    void noAutoscalerIsGeneratedForKnative() {
        assertThat(Manifest.of(build, "knative").find("HorizontalPodAutoscaler")).isEmpty();
    }

    @Test
    void theBuildLogsTheAutoscaler() {
        assertThat(build.getRetainedBuildLogRecords()).extracting(java.util.logging.LogRecord::getMessage).singleElement()
                .asString().contains("A HorizontalPodAutoscaler of 3 to 20 pods", "kubernetes.yml", "openshift.yml",
                        "the load balancer must keep clients on their pod");
    }
}

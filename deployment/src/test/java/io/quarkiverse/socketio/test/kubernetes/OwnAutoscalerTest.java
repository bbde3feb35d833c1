package io.quarkiverse.socketio.test.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import com.fasterxml.jackson.databind.JsonNode;

import io.quarkus.builder.BuildContext;
import io.quarkus.kubernetes.spi.CustomProjectRootBuildItem;
import io.quarkus.test.ProdBuildResults;
import io.quarkus.test.ProdModeTestBuildStep;
import io.quarkus.test.ProdModeTestResults;
import io.quarkus.test.QuarkusProdModeTest;

/** The application has written one by hand. */
class OwnAutoscalerTest {
    @RegisterExtension
    static final QuarkusProdModeTest APP = Manifest.application("quarkus-kubernetes")
            .addCustomResourceEntry(Path.of("src", "main", "kubernetes", "kubernetes.yml"), "own-autoscaler.yml")
            .addBuildChainCustomizerEntries(new QuarkusProdModeTest.BuildChainCustomizerEntry(Sources.class,
                    List.of(CustomProjectRootBuildItem.class), List.of()));

    @ProdBuildResults
    ProdModeTestResults build;

    @Test
    void noSecondOneIsGenerated() {
        Manifest manifest = Manifest.of(build, "kubernetes");
        assertThat(manifest.resources())
                .filteredOn(resource -> resource.path("kind").asText().equals("HorizontalPodAutoscaler"))
                .singleElement().extracting(resource -> resource.at("/spec/maxReplicas").asInt()).isEqualTo(7);
        JsonNode deployment = manifest.get("Deployment");
        assertThat(deployment.at("/metadata/name").asText()).isEqualTo("chat");
    }

    /** Tells quarkus-kubernetes where the test keeps the application's sources. */
    public static class Sources extends ProdModeTestBuildStep {
        public Sources(Map<String, Object> context) {
            super(context);
        }

        @Override
        public void execute(BuildContext context) {
            Object sources = getTestContext().get(QuarkusProdModeTest.BUILD_CONTEXT_CUSTOM_SOURCES_PATH_KEY);
            context.produce(new CustomProjectRootBuildItem((Path) sources));
        }
    }
}

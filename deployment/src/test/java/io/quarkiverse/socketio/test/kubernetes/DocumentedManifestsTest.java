package io.quarkiverse.socketio.test.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;

/** Tests that the manifests in the manual have only fields that Kubernetes knows, with values of their types. */
class DocumentedManifestsTest {
    private static final Path PAGES = Path.of("..", "docs", "modules", "ROOT", "pages");
    private static final Pattern BLOCK = Pattern.compile("\\[source,yaml\\]\\n----\\n(.*?)\\n----", Pattern.DOTALL);
    /** Of the configuration of the Prometheus adapter, which is no manifest. */
    private static final String RULES = "rules";
    private static final Map<String, Class<?>> KINDS = Map.of("apps/v1 Deployment", Deployment.class, "v1 Service",
            Service.class, "v1 Secret", Secret.class, "networking.k8s.io/v1 NetworkPolicy", NetworkPolicy.class,
            "networking.k8s.io/v1 Ingress", Ingress.class, "autoscaling/v2 HorizontalPodAutoscaler",
            HorizontalPodAutoscaler.class);

    /** The models collect unknown fields; without that, they are refused. */
    private static final ObjectMapper STRICT = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .setAnnotationIntrospector(new JacksonAnnotationIntrospector() {
                @Override
                public Boolean hasAnySetter(Annotated member) {
                    return false;
                }
            });

    private record Documented(String page, JsonNode manifest) {
        private String kind() {
            return manifest.path("apiVersion").asText() + " " + manifest.path("kind").asText();
        }

        @Override
        public String toString() {
            return page + ": " + kind() + " " + manifest.path("metadata").path("name").asText();
        }
    }

    static List<Documented> manifests() throws IOException {
        List<Documented> manifests = new ArrayList<>();
        YAMLMapper yaml = new YAMLMapper();
        try (Stream<Path> pages = Files.list(PAGES)) {
            for (Path page : pages.filter(file -> file.toString().endsWith(".adoc")).sorted().toList()) {
                Matcher blocks = BLOCK.matcher(Files.readString(page));
                while (blocks.find()) {
                    try (var documents = yaml.readerFor(JsonNode.class).<JsonNode> readValues(blocks.group(1))) {
                        documents.readAll().stream().filter(document -> !document.has(RULES))
                                .forEach(document -> manifests.add(new Documented(page.getFileName().toString(), document)));
                    }
                }
            }
        }
        return manifests;
    }

    @Test
    void theManualHasManifests() throws IOException {
        assertThat(manifests()).extracting(Documented::kind).contains("apps/v1 Deployment", "v1 Service");
    }

    @ParameterizedTest
    @MethodSource("manifests")
    void fieldsAreThoseOfKubernetes(Documented documented) throws IOException {
        assertThat(KINDS).containsKey(documented.kind());
        assertThat(STRICT.treeToValue(documented.manifest(), KINDS.get(documented.kind()))).isNotNull();
    }
}

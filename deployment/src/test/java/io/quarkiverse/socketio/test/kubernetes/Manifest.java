package io.quarkiverse.socketio.test.kubernetes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;

import io.quarkiverse.socketio.OnEvent;
import io.quarkiverse.socketio.SocketIO;
import io.quarkus.builder.BuildContext;
import io.quarkus.builder.Version;
import io.quarkus.kubernetes.spi.CustomProjectRootBuildItem;
import io.quarkus.maven.dependency.Dependency;
import io.quarkus.test.ProdModeTestBuildStep;
import io.quarkus.test.ProdModeTestResults;
import io.quarkus.test.QuarkusProdModeTest;

/** The manifests that quarkus-kubernetes has generated for an application called {@code chat}. */
record Manifest(List<JsonNode> resources) {

    /** The application; it is built, not run. */
    static QuarkusProdModeTest application(String... extensions) {
        return new QuarkusProdModeTest().withApplicationRoot(root -> root.addClasses(Chat.class)).setApplicationName("chat")
                .setForcedDependencies(Stream.of(extensions)
                        .map(extension -> Dependency.of("io.quarkus", extension, Version.getVersion())).toList());
    }

    /** With a file of {@code src/test/resources} as its {@code src/main/kubernetes/kubernetes.yml}. */
    static QuarkusProdModeTest applicationWithSource(String resource) {
        return application("quarkus-kubernetes")
                .addCustomResourceEntry(Path.of("src", "main", "kubernetes", "kubernetes.yml"), resource)
                .addBuildChainCustomizerEntries(new QuarkusProdModeTest.BuildChainCustomizerEntry(Sources.class,
                        List.of(CustomProjectRootBuildItem.class), List.of()));
    }

    static Manifest of(ProdModeTestResults build, String target) {
        Path file = build.getBuildDir().resolve("kubernetes").resolve(target + ".yml");
        YAMLMapper yaml = new YAMLMapper();
        try (var documents = yaml.readerFor(JsonNode.class).<JsonNode> readValues(file.toFile())) {
            return new Manifest(documents.readAll());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<JsonNode> all(String kind) {
        return resources.stream().filter(resource -> resource.path("kind").asText().equals(kind)).toList();
    }

    Optional<JsonNode> find(String kind) {
        return all(kind).stream().findFirst();
    }

    JsonNode get(String kind) {
        return find(kind).orElseThrow(() -> new AssertionError("no " + kind + " in " + resources));
    }

    @SocketIO
    static class Chat {
        @OnEvent("say")
        String say(String line) {
            return line;
        }
    }

    /** Sets the directory where the test keeps the application's sources. */
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

package io.quarkiverse.socketio.test.kubernetes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;

import io.quarkiverse.socketio.OnEvent;
import io.quarkiverse.socketio.SocketIO;
import io.quarkus.builder.Version;
import io.quarkus.maven.dependency.Dependency;
import io.quarkus.test.ProdModeTestResults;
import io.quarkus.test.QuarkusProdModeTest;

/** What quarkus-kubernetes has written for an application called {@code chat}. */
record Manifest(List<JsonNode> resources) {

    /** The application; it is built, not run. */
    static QuarkusProdModeTest application(String... extensions) {
        return new QuarkusProdModeTest().withApplicationRoot(root -> root.addClasses(Chat.class)).setApplicationName("chat")
                .setForcedDependencies(Stream.of(extensions)
                        .map(extension -> Dependency.of("io.quarkus", extension, Version.getVersion())).toList());
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

    Optional<JsonNode> find(String kind) {
        return resources.stream().filter(resource -> resource.path("kind").asText().equals(kind)).findFirst();
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
}

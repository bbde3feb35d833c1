package io.quarkiverse.socketio.test;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;

/** The descriptor by which Quarkus' tools show the extension names only what exists. */
class ExtensionDescriptorTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final String RAW_FILES = "https://raw.githubusercontent.com/quarkiverse/quarkus-socketio/main/";
    /** Of the catalog of Quarkus 3.31; tools show an extension in no category if they do not know its name. */
    private static final List<String> CATEGORIES = List.of("ai", "alt-languages", "business-automation", "cloud",
            "compatibility",
            "core", "data", "grpc", "integration", "messaging", "miscellaneous", "observability", "reactive", "security",
            "serialization", "web");

    private static JsonNode metadata() throws IOException {
        Path source = ROOT.resolve("runtime/src/main/resources/META-INF/quarkus-extension.yaml");
        return new YAMLMapper().readTree(source.toFile()).path("metadata");
    }

    private static List<String> texts(JsonNode list) {
        List<String> texts = new ArrayList<>();
        list.forEach(item -> texts.add(item.asText()));
        return texts;
    }

    @Test
    void theIconIsAFileOfTheDocumentation() throws IOException {
        String icon = metadata().path("icon-url").asText();
        assertThat(icon).startsWith(RAW_FILES + "docs/modules/ROOT/images/");
        assertThat(ROOT.resolve(icon.substring(RAW_FILES.length()))).isNotEmptyFile();
    }

    @Test
    void categoriesAreThoseOfTheCatalogOfQuarkus() throws IOException {
        assertThat(texts(metadata().path("categories"))).isNotEmpty().isSubsetOf(CATEGORIES);
    }

    @Test
    void itIsFoundByTheWordsOfItsFieldAndStatesHowStableItIs() throws IOException {
        assertThat(texts(metadata().path("keywords"))).contains("socket.io", "websocket").doesNotHaveDuplicates();
        assertThat(metadata().path("status").asText()).isIn("preview", "experimental", "stable");
    }

    @Test
    void theGuideIsTheFirstPageOfTheDocumentation() throws IOException {
        JsonNode component = new YAMLMapper().readTree(ROOT.resolve("docs/antora.yml").toFile());
        assertThat(metadata().path("guide").asText()).isEqualTo("https://docs.quarkiverse.io/"
                + component.path("name").asText() + "/" + component.path("version").asText() + "/index.html");
        assertThat(ROOT.resolve("docs/modules/ROOT/pages/index.adoc")).isNotEmptyFile();
    }
}

package io.quarkiverse.socketio.runtime.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

/** Tests that the links of the documentation lead to pages, and to headings, that exist. */
class DocumentationLinksTest {
    private static final Path PROJECT = ProductionClasses.MODULE.resolve("..");
    private static final Path MODULE = PROJECT.resolve(Path.of("docs", "modules", "ROOT"));
    private static final Path PAGES = MODULE.resolve("pages");
    private static final Pattern XREF = Pattern.compile("xref:([^\\[#]*)(?:#([^\\[]*))?\\[");
    private static final Pattern HEADING = Pattern.compile("(?m)^={2,} (.+)$");
    private static final Pattern EXAMPLE = Pattern.compile("include::example\\$([^\\[]+)\\[tag=([\\w-]+)]");
    private static final Pattern MARKDOWN_LINK = Pattern.compile("\\]\\(([^):#]+)(?:#[^)]*)?\\)");

    private static List<Path> files(Path root, String suffix) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(file -> file.toString().endsWith(suffix)).sorted().toList();
        }
    }

    @Test
    void crossReferencesLeadToPagesAndHeadings() throws IOException {
        List<String> broken = new ArrayList<>();
        List<Path> pages = files(MODULE, ".adoc");
        for (Path page : pages) {
            for (MatchResult link : XREF.matcher(Files.readString(page)).results().toList()) {
                Path target = link.group(1).isEmpty() ? page : PAGES.resolve(link.group(1));
                if (!Files.isRegularFile(target) || link.group(2) != null && !hasAnchor(target, link.group(2))) {
                    broken.add(MODULE.relativize(page) + ": " + link.group());
                }
            }
        }
        assertThat(pages).hasSizeGreaterThan(20);
        assertThat(broken).isEmpty();
    }

    /** An anchor is a name above a heading, or follows from the heading as Asciidoctor makes it. */
    private static boolean hasAnchor(Path page, String anchor) throws IOException {
        String text = Files.readString(page);
        return text.contains("[#" + anchor + "]") || text.contains("[[" + anchor + "]]") || HEADING.matcher(text).results()
                .map(heading -> heading.group(1))
                .map(title -> "_" + title.toLowerCase(Locale.ROOT).replaceAll("[^\\w\\s.-]", "").replaceAll("[\\s.-]+", "_"))
                .anyMatch(anchor::equals);
    }

    @Test
    void includedExamplesAreRegionsOfFiles() throws IOException {
        List<String> broken = new ArrayList<>();
        List<MatchResult> examples = new ArrayList<>();
        for (Path page : files(MODULE, ".adoc")) {
            examples.addAll(EXAMPLE.matcher(Files.readString(page)).results().toList());
        }
        for (MatchResult example : examples) {
            Path file = MODULE.resolve("examples").resolve(example.group(1));
            String region = "::" + example.group(2) + "[]";
            if (!Files.isRegularFile(file)
                    || !Files.readString(file).contains("tag" + region) || !Files.readString(file).contains("end" + region)) {
                broken.add(example.group());
            }
        }
        assertThat(examples).isNotEmpty();
        assertThat(broken).isEmpty();
    }

    @Test
    void linksOfMarkdownFilesLeadToFiles() throws IOException {
        List<String> broken = new ArrayList<>();
        List<Path> files = List.of("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "benchmarks/README.md",
                "examples/chat/README.md", "examples/todos/README.md", "examples/whiteboard/README.md").stream()
                .map(PROJECT::resolve).toList();
        for (Path file : files) {
            MARKDOWN_LINK.matcher(Files.readString(file)).results().map(link -> link.group(1))
                    .filter(link -> !Files.exists(file.resolveSibling(link))).forEach(link -> broken.add(file + ": " + link));
        }
        assertThat(broken).isEmpty();
    }
}

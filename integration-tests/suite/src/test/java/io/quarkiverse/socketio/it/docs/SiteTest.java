package io.quarkiverse.socketio.it.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.quarkiverse.socketio.it.support.Execution;
import io.quarkiverse.socketio.it.support.NodeScript;
import io.quarkiverse.socketio.it.support.Requires;

/**
 * Builds the manual as a site with Antora, for which a warning is an error, checks the links between its pages, and reads it in
 * Chromium.
 */
@Requires({ "node", "npm", "git", "chromium" })
class SiteTest {
    private static final Path SOURCES = Path.of("..", "..", "docs", "site").toAbsolutePath().normalize();
    private static final Pattern LINK = Pattern.compile("<\\w+[^<>]*?\\s(?:href|src|data)=\"([^\"]+)\"");
    private static final Pattern ID = Pattern.compile(" id=\"([^\"]+)\"");

    private final Map<Path, Set<String>> ids = new HashMap<>();

    @TempDir
    Path directory;

    @Test
    void theSiteIsBuiltWithoutWarningsAndItsLinksLeadToPages() throws IOException {
        Path site = build();
        List<String> broken = new ArrayList<>();
        int links = 0;
        for (Path page : pages(site)) {
            for (String link : matches(LINK, Files.readString(page))) {
                if (!link.matches("[a-z]+:.*")) {
                    links++;
                    if (!leadsSomewhere(page, link)) {
                        broken.add(site.relativize(page) + " -> " + link);
                    }
                }
            }
        }
        assertThat(broken).isEmpty();
        assertThat(links).isGreaterThan(1_000);
        pagesHaveTheirVersionAndALinkToTheirSource(site);
        Execution.of(NodeScript.home(), List.of("node", "site.mjs", site.toString()));
    }

    private static void pagesHaveTheirVersionAndALinkToTheirSource(Path site) throws IOException {
        Matcher version = Pattern.compile("<artifactId>quarkus-socketio-parent</artifactId>\\s*<version>([^<]+)<")
                .matcher(Files.readString(SOURCES.resolve("../../pom.xml")));
        assertThat(version.find()).isTrue();
        assertThat(Files.readString(site.resolve("quarkus-socketio/dev/internals/signals.html")))
                .contains("<span class=\"version\">" + version.group(1) + "</span>",
                        "href=\"https://github.com/quarkiverse/quarkus-socketio/edit/main/docs/modules/ROOT/pages/internals/signals.adoc\"");
    }

    private Path build() throws IOException {
        for (String file : List.of("package.json", "package-lock.json", ".npmrc")) {
            Files.copy(SOURCES.resolve(file), directory.resolve(file));
        }
        Execution.of(directory, List.of("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline"));
        Path site = directory.resolve("site");
        String output = Execution.of(directory, List.of("node", "node_modules/.bin/antora", "--cache-dir",
                directory.resolve("cache").toString(), "--to-dir", site.toString(),
                SOURCES.resolve("playbook.yml").toString()));
        assertThat(output).doesNotContain("\"level\":\"warn\"", "\"level\":\"error\"");
        return site;
    }

    private static List<Path> pages(Path site) throws IOException {
        try (Stream<Path> files = Files.walk(site)) {
            return files.filter(file -> file.toString().endsWith(".html")).toList();
        }
    }

    private boolean leadsSomewhere(Path page, String link) throws IOException {
        String[] parts = link.split("#", 2);
        Path target = parts[0].isEmpty() ? page : page.resolveSibling(parts[0]).normalize();
        if (!Files.exists(target) || parts.length == 1 || parts[1].isEmpty()) {
            return Files.exists(target);
        }
        if (!ids.containsKey(target)) {
            ids.put(target, matches(ID, Files.readString(target)));
        }
        return ids.get(target).contains(parts[1]);
    }

    private static Set<String> matches(Pattern pattern, String text) {
        return pattern.matcher(text).results().map((MatchResult found) -> found.group(1)).collect(Collectors.toSet());
    }
}

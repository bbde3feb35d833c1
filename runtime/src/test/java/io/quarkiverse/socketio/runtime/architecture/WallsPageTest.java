package io.quarkiverse.socketio.runtime.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

/**
 * Tests that everything named in the table "Where does X go" exists: classes with their packages and members, and pages of the
 * manual.
 */
class WallsPageTest {
    private static final Path ROOT = ProductionClasses.MODULE.resolve("..").normalize();
    private static final Path PAGES = ROOT.resolve("docs/modules/ROOT/pages");
    private static final Pattern NAMED = Pattern.compile("`([^`]+)`");
    private static final Pattern CLASS = Pattern.compile("((?:[a-z]+\\.)*)([A-Z][a-z][A-Za-z]+)(?:[.#](\\w+))?");
    private static final Pattern PAGE = Pattern.compile("[a-z-]+\\.adoc");

    @Test
    void allNamedClassesMembersAndPagesExist() throws IOException {
        String page = Files.readString(PAGES.resolve("internals/walls.adoc"));
        List<Path> sources = JavaSources
                .files(Stream.of("runtime", "deployment", "integration-tests").map(ROOT::resolve).toList());
        List<String> missing = new ArrayList<>();
        int found = 0;
        Matcher named = NAMED.matcher(page.substring(page.indexOf("== Where does X go")));
        while (named.find()) {
            String text = named.group(1);
            Matcher type = CLASS.matcher(text);
            boolean known = type.matches() ? isThere(type, sources)
                    : !PAGE.matcher(text).matches() || hasPage(text);
            if (known) {
                found++;
            } else {
                missing.add(text);
            }
        }
        assertThat(missing).isEmpty();
        assertThat(found).isGreaterThan(30);
    }

    private static boolean isThere(Matcher type, List<Path> sources) throws IOException {
        String file = "/" + type.group(1).replace('.', '/') + type.group(2) + ".java";
        for (Path source : sources) {
            if (source.toString().endsWith(file)) {
                return type.group(3) == null || Files.readString(source).contains(type.group(3));
            }
        }
        return false;
    }

    private static boolean hasPage(String name) {
        return Files.exists(PAGES.resolve(name)) || Files.exists(PAGES.resolve("internals").resolve(name));
    }
}

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

/** The log lines that the page of troubleshooting explains exist in the sources. */
class TroubleshootingPageTest {
    private static final Path PAGE = ProductionClasses.MODULE.resolve("../docs/modules/ROOT/pages/troubleshooting.adoc");
    private static final Pattern ROW = Pattern.compile("^\\|(`.+`)$", Pattern.MULTILINE);
    private static final Pattern LINE = Pattern.compile("`([^`]+)`");

    @Test
    void eachExplainedLogLineIsLogged() throws IOException {
        String page = Files.readString(PAGE);
        String code = sources();
        List<String> missing = new ArrayList<>();
        int found = 0;
        Matcher rows = ROW.matcher(page.substring(page.indexOf("== Log lines that ask for action")));
        while (rows.find()) {
            for (Matcher lines = LINE.matcher(rows.group(1)); lines.find(); found++) {
                Stream.of(lines.group(1).split("…|: ")).map(String::strip)
                        .filter(part -> !part.isEmpty() && !code.contains(part)).forEach(missing::add);
            }
        }
        assertThat(found).isGreaterThan(20);
        assertThat(missing).isEmpty();
    }

    /** Returns the main sources, with literals that are concatenated as one. */
    private static String sources() throws IOException {
        StringBuilder all = new StringBuilder();
        for (Path file : JavaSources.files(List.of(ProductionClasses.MODULE.resolve("src/main/java")))) {
            all.append(Files.readString(file).replaceAll("\"\\s*\\+\\s*\"", ""));
        }
        return all.toString();
    }
}

package io.quarkiverse.socketio.runtime.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;

import com.tngtech.archunit.core.domain.JavaClass;

/** Tests the two pages of the glossary. */
class GlossaryTest {
    private static final Path PAGES = ProductionClasses.MODULE.resolve("../docs/modules/ROOT/pages/internals");
    private static final Pattern CLASS = Pattern.compile("`([A-Z][a-z]\\w+)`");

    @Test
    void allNamedClassesExist() throws IOException {
        String glossary = Files.readString(PAGES.resolve("glossary.adoc"))
                + Files.readString(PAGES.resolve("glossary-cluster.adoc"));
        Set<String> named = CLASS.matcher(glossary).results().map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(named).as("classes that the glossary names").hasSizeGreaterThan(100);
        ProductionClasses.ALL.stream().map(JavaClass::getSimpleName).forEach(named::remove);
        assertThat(named).as("classes that the glossary names and that do not exist").isEmpty();
    }
}

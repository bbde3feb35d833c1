package io.quarkiverse.socketio.it.badinput;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

/** Tests that the page of bad inputs names the tests of each row. */
class BadInputTableTest {
    private static final Path PAGE = Path.of("..", "..", "docs", "modules", "ROOT", "pages", "internals", "bad-inputs.adoc");
    private static final Pattern NAMED = Pattern.compile("`(\\w+Test#\\w+)`");
    private static final int ROWS = 78;

    @Test
    void eachRowNamesItsTests() throws Exception {
        Map<Integer, TreeSet<String>> tests = tests();
        Map<Integer, String> rows = rows();
        assertThat(rows.keySet()).containsExactlyElementsOf(IntStream.rangeClosed(1, ROWS).boxed().toList());
        for (int row = 1; row <= ROWS; row++) {
            List<String> named = namedIn(rows.get(row));
            assertThat(named).as("tests that the page names for row %s", row).isNotEmpty();
            assertThat(named.stream().filter(BadInputTableTest::isHere)).as("tests of this package for row %s", row)
                    .containsExactlyElementsOf(tests.getOrDefault(row, new TreeSet<>()));
        }
    }

    @Test
    void eachNamedTestExists() throws Exception {
        Map<String, String> sources = testSources();
        List<String> missing = rows().values().stream().flatMap(row -> namedIn(row).stream()).filter(name -> {
            String[] classAndMethod = name.split("#");
            return !sources.getOrDefault(classAndMethod[0], "").contains(" " + classAndMethod[1] + "(");
        }).toList();
        assertThat(missing).isEmpty();
    }

    private static List<String> namedIn(String row) {
        return NAMED.matcher(row).results().map(MatchResult::group).map(name -> name.replace("`", "")).sorted().toList();
    }

    /** Whether the test is in this package; others have no {@link Row}. */
    private static boolean isHere(String name) {
        return classes().anyMatch(type -> name.startsWith(type.getSimpleName() + "#"));
    }

    /** Returns the source text of each test class of all modules. */
    private static Map<String, String> testSources() throws IOException {
        Map<String, String> sources = new TreeMap<>();
        for (Path root : testRoots()) {
            try (Stream<Path> files = Files.walk(root)) {
                files.filter(file -> file.toString().endsWith("Test.java"))
                        .forEach(file -> sources.merge(file.getFileName().toString().replace(".java", ""), read(file),
                                String::concat));
            }
        }
        return sources;
    }

    /** Returns the test roots of all modules, without generated projects. */
    private static List<Path> testRoots() throws IOException {
        try (Stream<Path> top = Files.list(Path.of("..", "..")); Stream<Path> beside = Files.list(Path.of(".."))) {
            return Stream.concat(top, beside).map(module -> module.resolve(Path.of("src", "test", "java")))
                    .filter(Files::isDirectory).toList();
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<Integer, TreeSet<String>> tests() {
        Map<Integer, TreeSet<String>> tests = new TreeMap<>();
        classes().forEach(type -> {
            for (Method method : type.getDeclaredMethods()) {
                Row row = method.getAnnotation(Row.class);
                if (row != null) {
                    Arrays.stream(row.value()).forEach(number -> tests.computeIfAbsent(number, n -> new TreeSet<>())
                            .add(type.getSimpleName() + "#" + method.getName()));
                }
            }
        });
        return tests;
    }

    private static Stream<Class<?>> classes() {
        try {
            Path folder = Path.of(BadInputTableTest.class.getResource("BadInputTableTest.class").toURI()).getParent();
            try (Stream<Path> files = Files.list(folder)) {
                return files.map(file -> file.getFileName().toString()).filter(name -> name.endsWith("Test.class"))
                        .<Class<?>> map(name -> load(name.substring(0, name.length() - ".class".length()))).toList().stream();
            }
        } catch (IOException | URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(BadInputTableTest.class.getPackageName() + "." + name);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns the text of each row of the first table. */
    private static Map<Integer, String> rows() throws IOException {
        String table = Files.readString(PAGE).split("\\|===")[1];
        return Pattern.compile("(?m)^\\| (\\d+)\\n((?:.+\\n)+)").matcher(table).results()
                .collect(Collectors.toMap(row -> Integer.parseInt(row.group(1)), row -> row.group(2), (a, b) -> a + b,
                        TreeMap::new));
    }
}

package io.quarkiverse.socketio.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * Runs a scenario of {@code src/test/js}. Needs {@code node} and {@code npm}, which fetches the packages, in the versions that
 * package-lock.json fixes, into {@code target} at the first use.
 */
public final class NodeScript {
    private static final Path SOURCES = Path.of("src", "test", "js");
    private static final Path HOME = Path.of("target", "js");
    /** What is installed serves all tests of one run, by whichever JVM. */
    private static final String BUILD = System.getProperty("build", Long.toString(ProcessHandle.current().pid()))
            .replaceAll("\\W", "");
    private static boolean installed;

    private NodeScript() {
    }

    /** Runs {@code node <script> <url> <args>} and gives the JSON of its last line. */
    public static JsonNode run(String script, String url, String... args) {
        List<String> command = new ArrayList<>(List.of("node", script, url));
        command.addAll(List.of(args));
        String output = Execution.of(home(), command);
        String last = output.strip().lines().reduce((first, second) -> second).orElse("");
        try {
            return new ObjectMapper().readTree(last);
        } catch (IOException e) {
            throw new AssertionError(script + " printed no JSON at the end:\n" + output, e);
        }
    }

    /** Where the scripts and the packages are. */
    public static synchronized Path home() {
        if (!installed) {
            try {
                Files.createDirectories(HOME);
                OnceForAll.run(HOME.resolve("installed-" + BUILD), NodeScript::install);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            installed = true;
        }
        return HOME;
    }

    private static void install() {
        try (Stream<Path> files = Files.list(SOURCES)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, HOME.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
            Execution.of(HOME, List.of("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"));
            Files.createFile(HOME.resolve("installed-" + BUILD));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

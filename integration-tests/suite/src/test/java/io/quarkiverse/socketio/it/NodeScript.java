package io.quarkiverse.socketio.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * Runs a scenario of {@code src/test/js} with the official JavaScript client. Needs {@code node} and {@code npm}, which fetches
 * the
 * client, in the version that package-lock.json fixes, into {@code target} at the first use.
 */
final class NodeScript {
    private static final Path SOURCES = Path.of("src", "test", "js");
    private static final Path HOME = Path.of("target", "js");
    private static final int LIMIT_SECONDS = 180;
    private static boolean installed;

    private NodeScript() {
    }

    /** Runs {@code node <script> <url> <args>} and gives the JSON of its last line. */
    static JsonNode run(String script, String url, String... args) {
        install();
        List<String> command = new ArrayList<>(List.of("node", script, url));
        command.addAll(List.of(args));
        String output = execute(command);
        String last = output.strip().lines().reduce((first, second) -> second).orElse("");
        try {
            return new ObjectMapper().readTree(last);
        } catch (IOException e) {
            throw new AssertionError(script + " printed no JSON at the end:\n" + output, e);
        }
    }

    private static synchronized void install() {
        if (installed) {
            return;
        }
        try (Stream<Path> files = Files.list(SOURCES)) {
            Files.createDirectories(HOME);
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, HOME.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        execute(List.of("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"));
        installed = true;
    }

    private static String execute(List<String> command) {
        try {
            Path log = Files.createTempFile(HOME, "run", ".log");
            Process process = new ProcessBuilder(command).directory(HOME.toFile()).redirectErrorStream(true)
                    .redirectOutput(log.toFile()).start();
            boolean ended = process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS);
            process.destroyForcibly();
            String output = Files.readString(log);
            Files.delete(log);
            if (!ended || process.exitValue() != 0) {
                throw new AssertionError(String.join(" ", command) + (ended ? " failed:\n" : " did not end:\n") + output);
            }
            return output;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}

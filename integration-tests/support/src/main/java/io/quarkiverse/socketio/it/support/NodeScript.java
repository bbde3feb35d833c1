package io.quarkiverse.socketio.it.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * Runs a scenario of {@code src/test/js}. Needs {@code node} and {@code npm}, which fetches the packages, in the versions that
 * package-lock.json fixes, into {@code target} at the first use and when they or a scenario changed.
 */
public final class NodeScript {
    private static final Path SOURCES = Path.of("src", "test", "js");
    private static final Path HOME = Path.of("target", "js");
    private static boolean installed;

    private NodeScript() {
    }

    /** Runs {@code node <script> <url> <args>} and returns the JSON of its last line. */
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

    /** Returns the directory of scripts and packages. All JVMs that run tests share it until a script changes. */
    public static synchronized Path home() {
        if (!installed) {
            try {
                List<Path> sources = sources();
                Files.createDirectories(HOME);
                Path mark = HOME.resolve("installed-" + checksum(sources));
                OnceForAll.run(mark, () -> install(sources, mark));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            installed = true;
        }
        return HOME;
    }

    private static List<Path> sources() throws IOException {
        try (Stream<Path> files = Files.list(SOURCES)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }

    private static String checksum(List<Path> files) throws IOException {
        CRC32 checksum = new CRC32();
        for (Path file : files) {
            checksum.update(file.getFileName().toString().getBytes(StandardCharsets.UTF_8));
            checksum.update(Files.readAllBytes(file));
        }
        return Long.toHexString(checksum.getValue());
    }

    private static void install(List<Path> sources, Path mark) {
        try {
            try (DirectoryStream<Path> others = Files.newDirectoryStream(HOME, "installed-*[0-9a-f]")) {
                for (Path other : others) {
                    Files.delete(other);
                }
            }
            for (Path file : sources) {
                Files.copy(file, HOME.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
            Execution.of(HOME, List.of("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"));
            Files.createFile(mark);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

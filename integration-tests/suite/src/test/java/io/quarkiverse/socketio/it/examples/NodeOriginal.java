package io.quarkiverse.socketio.it.examples;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

import io.quarkiverse.socketio.it.support.Execution;
import io.quarkiverse.socketio.it.support.OnceForAll;

/**
 * Runs the Node original of an example, in a copy with the packages that package-lock.json of the examples fixes, as a process
 * that ends with this one. Thread: the test's.
 */
final class NodeOriginal implements AutoCloseable {
    static final Path EXAMPLES = Path.of("..", "..", "examples").toAbsolutePath().normalize();
    private static final Path COPY = Path.of("target", "examples").toAbsolutePath();
    private static final List<String> PACKAGES = List.of("package.json", "package-lock.json", ".npmrc");

    private final Process process;
    private final String url;

    NodeOriginal(String example) {
        try {
            install();
            copy(Path.of(example, "node"));
            copy(Path.of(example, "src", "main", "resources", "META-INF", "resources"));
            ProcessBuilder builder = new ProcessBuilder("node", example + "/node/server.js").directory(COPY.toFile())
                    .redirectError(ProcessBuilder.Redirect.INHERIT);
            builder.environment().put("PORT", "0");
            process = builder.start();
            url = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8)).readLine();
            if (url == null) {
                throw new AssertionError("the Node original of " + example + " did not start");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String url() {
        return url;
    }

    /** Installs the packages, unless they are there since they changed last. */
    private static void install() throws IOException {
        Files.createDirectories(COPY);
        Path lock = EXAMPLES.resolve("package-lock.json");
        Path mark = COPY.resolve("installed-" + Files.getLastModifiedTime(lock).toMillis());
        OnceForAll.run(mark, () -> {
            try {
                for (String file : PACKAGES) {
                    Files.copy(EXAMPLES.resolve(file), COPY.resolve(file), StandardCopyOption.REPLACE_EXISTING);
                }
                Execution.of(COPY, List.of("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline"));
                Files.createFile(mark);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private static void copy(Path directory) throws IOException {
        Files.createDirectories(COPY.resolve(directory));
        try (Stream<Path> files = Files.list(EXAMPLES.resolve(directory))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, COPY.resolve(EXAMPLES.relativize(file)), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}

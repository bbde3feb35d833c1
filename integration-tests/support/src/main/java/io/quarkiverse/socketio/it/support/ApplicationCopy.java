package io.quarkiverse.socketio.it.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * A copy of a packaged application, for tests that change its files.
 * <p>
 * Thread: the test's.
 */
public final class ApplicationCopy {
    private ApplicationCopy() {
    }

    /**
     * Copies an application, fast-jar, and returns the jar to start.
     *
     * @param jar of the application
     * @param directory that is created
     */
    public static Path of(Path jar, Path directory) throws IOException {
        Path application = jar.getParent();
        try (Stream<Path> files = Files.walk(application)) {
            files.forEach(file -> {
                try {
                    Files.copy(file, directory.resolve(application.relativize(file)));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
        return directory.resolve(jar.getFileName());
    }
}

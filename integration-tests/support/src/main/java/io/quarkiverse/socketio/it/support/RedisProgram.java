package io.quarkiverse.socketio.it.support;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import redis.embedded.core.ExecutableProvider;
import redis.embedded.error.OsArchitectureNotFound;

/**
 * A {@code redis-server}: that of the PATH, otherwise the one inside the library embedded-redis, whose version is 6.2.
 * <p>
 * Thread: any.
 */
final class RedisProgram {
    static final String NAME = "redis-server";
    /** For {@link Requires}: a {@code redis-server} of this version or a later one, which the library does not contain. */
    static final String SEVEN = "redis-server-7";
    private static final Pattern VERSION = Pattern.compile(" v=(\\d+)\\.");
    private static Path embedded;

    private RedisProgram() {
    }

    static Path path() {
        return Programs.onPath(NAME).or(RedisProgram::embedded)
                .orElseThrow(() -> new IllegalStateException("no " + NAME + " on the PATH, and none for this system inside the "
                        + "library embedded-redis"));
    }

    static boolean isOnPath(int oldestVersion) {
        return Programs.onPath(NAME).map(RedisProgram::version).filter(version -> version >= oldestVersion).isPresent();
    }

    static int version(Path program) {
        String line = Execution.of(Path.of("."), List.of(program.toString(), "--version"));
        Matcher matcher = VERSION.matcher(line);
        if (!matcher.find()) {
            throw new IllegalStateException("no version in: " + line);
        }
        return Integer.parseInt(matcher.group(1));
    }

    /** Returns the program of the library, unless it has none that runs on this system. */
    static synchronized Optional<Path> embedded() {
        if (embedded == null) {
            try {
                File file = ExecutableProvider.newJarResourceProvider().get();
                version(file.toPath());
                embedded = file.toPath();
            } catch (OsArchitectureNotFound | AssertionError notForThisSystem) {
                return Optional.empty();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return Optional.of(embedded);
    }
}

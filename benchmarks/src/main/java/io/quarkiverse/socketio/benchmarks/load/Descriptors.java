package io.quarkiverse.socketio.benchmarks.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * How many more files and sockets this process may open; servers inherit the limit.
 * <p>
 * Thread: any.
 */
final class Descriptors {
    private static final Path SELF = Path.of("/proc/self");
    /** For the classes, logs and pipes that either side opens meanwhile. */
    private static final int RESERVE = 200;

    private Descriptors() {
    }

    /** Fails if so many connections cannot be opened. */
    static void require(int connections) {
        try (Stream<Path> open = Files.list(SELF.resolve("fd"))) {
            long needed = open.count() + connections + RESERVE;
            long limit = limit(Files.readString(SELF.resolve("limits")));
            if (needed > limit) {
                throw new LoadException(connections + " more connections need " + needed + " descriptors, but the limit is "
                        + limit + ": raise it with ulimit -n, or use fewer clients (--scale)");
            }
        } catch (IOException e) {
            throw new LoadException("no /proc/self", e);
        }
    }

    /** Returns the limit that counts, the first of the line's two. */
    static long limit(String limits) {
        String value = limits.replaceAll("(?s).*Max open files\\s+(\\w+).*", "$1");
        return value.equals("unlimited") ? Long.MAX_VALUE : Long.parseLong(value);
    }
}

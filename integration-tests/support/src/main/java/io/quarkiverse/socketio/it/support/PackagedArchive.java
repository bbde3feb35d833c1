package io.quarkiverse.socketio.it.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Creates class archives (AppCDS) of packaged applications: with one, and without the C2 compiler, a process starts with less
 * than half of the processor time. They are created at the first use, below {@code target}, and outlive the test's JVM. A JVM
 * that cannot use its archive runs without.
 * <p>
 * Thread: any.
 */
public final class PackagedArchive {
    private static final Path DIRECTORY = Path.of("target", "cds").toAbsolutePath();
    private static final Map<Path, Path> ARCHIVES = new ConcurrentHashMap<>();

    private PackagedArchive() {
    }

    /** Returns the JVM options that use the archive; empty for an application without one. */
    public static List<String> options(Path jar) {
        Path archive = jar.equals(AppProcess.jarOf(module(jar))) ? ARCHIVES.computeIfAbsent(jar, PackagedArchive::make)
                : beside(jar);
        return Files.isReadable(archive) ? List.of("-XX:SharedArchiveFile=" + archive) : List.of();
    }

    /** Returns the module of an application, or an empty text. */
    private static String module(Path jar) {
        return jar.startsWith(AppProcess.MODULES) ? AppProcess.MODULES.relativize(jar).getName(0).toString() : "";
    }

    private static Path make(Path jar) {
        try {
            Files.createDirectories(DIRECTORY);
            Path archive = DIRECTORY.resolve(module(jar) + "-" + Files.getLastModifiedTime(jar).toMillis() + "-"
                    + Runtime.version() + ".jsa");
            OnceForAll.run(archive, () -> {
                removeOlder(module(jar), archive);
                train(jar, archive);
            });
            return archive;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Deletes archives of earlier builds. */
    private static void removeOlder(String module, Path archive) {
        try (DirectoryStream<Path> all = Files.newDirectoryStream(DIRECTORY, module + "-[0-9]*")) {
            for (Path file : all) {
                if (!file.toString().startsWith(archive.toString())) {
                    Files.delete(file);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Creates the archive of an application that a test class has built, unless it exists. That costs as much as it saves for a
     * cluster of two workers, so it is for classes that start theirs more often.
     */
    static void makeBeside(Path jar) {
        if (!Files.exists(beside(jar))) {
            train(jar, beside(jar));
        }
    }

    private static Path beside(Path jar) {
        return jar.resolveSibling("tests.jsa");
    }

    /** Creates the archive of a fixture, or of an application that starts without options. */
    public static void train(Path jar, Path archive) {
        try (AppProcess training = AppProcess.startBare(jar, "-XX:ArchiveClassesAtExit=" + archive,
                "-Dquarkus.socketio.cluster.enabled=false", "-Dquarkus.http.port=0", "-Dquarkus.profile=m")) {
            training.awaitLine("Listening on: http");
            training.signal("TERM");
            training.awaitExit();
        }
    }
}

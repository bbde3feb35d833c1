package io.quarkiverse.socketio.it.codestart;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * The extension of this build in the local Maven repository that the pom names for these tests, so that it is found without
 * an {@code install}. Thread: the test's.
 */
final class BuiltArtifacts {
    static final Path ROOT = Path.of("..", "..").toAbsolutePath().normalize();
    private static final Path REPOSITORY = Path.of(System.getProperty("maven.repo.local"));
    static final String VERSION = System.getProperty("extension.version");

    private BuiltArtifacts() {
    }

    /** Copies what {@code install} would. */
    static void copy() {
        copy("quarkus-socketio-parent", ROOT, List.of());
        copy("quarkus-socketio", ROOT.resolve("runtime"), List.of(".jar", "-codestarts.jar"));
        copy("quarkus-socketio-deployment", ROOT.resolve("deployment"), List.of(".jar"));
        copy("quarkus-socketio-test", ROOT.resolve("test"), List.of(".jar"));
    }

    /** Returns what makes another Maven use that repository, and the user's for all other artifacts. */
    static List<String> asOptions() {
        return List.of("-Dmaven.repo.local=" + REPOSITORY,
                "-Dmaven.repo.local.tail=" + System.getProperty("maven.repo.local.tail"));
    }

    private static void copy(String artifactId, Path module, List<String> jars) {
        Path directory = REPOSITORY.resolve(Path.of("io", "quarkiverse", "socketio", artifactId, VERSION));
        String name = artifactId + "-" + VERSION;
        try {
            Files.createDirectories(directory);
            Files.copy(module.resolve("pom.xml"), directory.resolve(name + ".pom"), StandardCopyOption.REPLACE_EXISTING);
            for (String jar : jars) {
                Files.copy(module.resolve("target").resolve(name + jar), directory.resolve(name + jar),
                        StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot copy " + artifactId + ", which \"package\" builds: run \"verify\"", e);
        }
    }
}

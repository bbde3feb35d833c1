package io.quarkiverse.socketio.it.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.quarkiverse.socketio.it.support.AppProcess;
import io.quarkiverse.socketio.it.support.Execution;
import io.quarkiverse.socketio.it.support.OnceForAll;
import io.quarkiverse.socketio.it.support.PackagedArchive;

/**
 * The packaged fixtures of an earlier commit, built from the repository on first use, below {@code target}: the oldest whose
 * processes may run beside those of this build, or those of {@code -Droll.from=HEAD~1}.
 * <p>
 * Thread: any; blocks for minutes.
 */
final class EarlierBuild {
    private static final String OLDEST = "/oldest-build-beside-this.txt";
    private static final String CHOSEN = System.getProperty("roll.from", "");
    private static final Path REPOSITORY = AppProcess.MODULES.getParent();
    private static final Path BUILDS = Path.of("target", "earlier-builds").toAbsolutePath();
    private static final Path FIXTURES = Path.of("integration-tests", "fixtures", "target", "quarkus-app");
    /** Where Quarkus writes it, and workers find it. */
    private static final String ARCHIVE = "app-cds.jsa";
    private static final Duration BUILD_LIMIT = Duration.ofMinutes(15);

    private final String commit;

    private EarlierBuild(String commit) {
        this.commit = commit;
    }

    /** Fails with advice if the repository has no such commit. */
    static EarlierBuild find() {
        String name = CHOSEN.isEmpty() ? oldest() : CHOSEN;
        try {
            return new EarlierBuild(git("rev-parse", "--verify", "--quiet", name + "^{commit}").strip());
        } catch (AssertionError e) {
            throw new AssertionError((CHOSEN.isEmpty() ? "src/test/resources" + OLDEST : "-Droll.from") + " names commit "
                    + name + ", which the repository in " + REPOSITORY + " has not. Fetch its history (git fetch --unshallow),"
                    + " or name another commit with -Droll.from=<commit>", e);
        }
    }

    private static String oldest() {
        try (InputStream in = EarlierBuild.class.getResourceAsStream(OLDEST)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().filter(line -> !line.startsWith("#"))
                    .findFirst().orElseThrow().strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String git(String... words) {
        List<String> command = new ArrayList<>(List.of("git"));
        command.addAll(List.of(words));
        return Execution.of(REPOSITORY, command);
    }

    /** The application version in the start-up log, different from that of this build. */
    String version() {
        return "of-" + commit.substring(0, 12);
    }

    /** Returns the directory with {@code quarkus-run.jar} and its class archive. */
    Path fixtures() {
        Path sources = BUILDS.resolve(commit);
        Path made = BUILDS.resolve(commit + "-" + Runtime.version() + ".made");
        try {
            Files.createDirectories(sources);
            OnceForAll.run(made, () -> make(sources, made));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return sources.resolve(FIXTURES);
    }

    private void make(Path sources, Path made) {
        Path archive = BUILDS.resolve(commit + ".tar");
        git("archive", "--format=tar", "--output=" + archive, commit);
        Execution.of(sources, List.of("tar", "-xf", archive.toString()));
        try {
            build(sources, "-o");
        } catch (AssertionError e) {
            build(sources, "-U"); // it may need other dependencies
        }
        Path application = sources.resolve(FIXTURES);
        PackagedArchive.train(application.resolve("quarkus-run.jar"), application.resolve(ARCHIVE));
        try {
            Files.delete(archive);
            Files.createFile(made);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void build(Path sources, String network) {
        Execution.of(sources, BUILD_LIMIT, List.of("sh", "mvnw", network, "-B", "-q", "package", "-Dmaven.test.skip=true",
                "-Dformatter.skip=true", "-Dimpsort.skip=true", "-Dquarkus.application.version=" + version(), "-pl",
                "integration-tests/fixtures", "-am"));
    }
}

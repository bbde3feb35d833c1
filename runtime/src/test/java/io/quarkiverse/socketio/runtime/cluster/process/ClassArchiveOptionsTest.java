package io.quarkiverse.socketio.runtime.cluster.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests which worker creates the class archive, and which use it. */
class ClassArchiveOptionsTest {
    private static final String CREATE = "-XX:ArchiveClassesAtExit=";
    private static final String USE = "-XX:SharedArchiveFile=";

    @TempDir
    Path home;
    private Path jar;
    private Path java;
    private ClassArchive archive;

    @BeforeEach
    void create() throws IOException {
        jar = Files.writeString(home.resolve("quarkus-run.jar"), "jar");
        java = home.resolve("java");
        Files.createDirectories(java.resolve("lib/server"));
        Files.writeString(java.resolve("lib/server/classes.jsa"), "base");
        archive = new ClassArchive(true, java);
    }

    private List<String> options(int incarnation, String... texts) {
        return archive.options(incarnation, jar, List.of(texts));
    }

    /** Returns the file that a worker creates at its exit, and creates it. */
    private static Path dump(List<String> options) throws IOException {
        assertThat(options).isNotEmpty().first().asString().startsWith(CREATE);
        return Files.writeString(Path.of(options.get(0).substring(CREATE.length())), "classes");
    }

    private void assertUses(List<String> options) {
        assertThat(options).first().asString().startsWith(USE);
        assertThat(options).contains("-Xshare:auto");
    }

    @Test
    void oneWorkerCreatesTheArchiveAndTheNextOnesUseIt() throws IOException {
        Path temporary = dump(options(1));
        assertThat(options(2)).isEmpty();
        archive.onExit(2, 0);
        assertThat(options(3)).as("while the file is not complete").isEmpty();
        archive.onExit(1, 0);
        assertThat(temporary).doesNotExist();
        assertUses(options(4));
        archive = new ClassArchive(true, java);
        assertUses(options(1));
    }

    @Test
    void aWorkerThatWasKilledOrCrashedLeavesNothing() throws IOException {
        Path temporary = dump(options(1));
        archive.onExit(1, 137);
        assertThat(temporary).doesNotExist();
        dump(options(2));
        archive.onExit(2, 0);
        assertUses(options(3));
    }

    @Test
    void aJvmThatCreatesNoFileIsTriedThreeTimes() {
        for (int incarnation = 1; incarnation <= 3; incarnation++) {
            assertThat(options(incarnation)).isNotEmpty();
            archive.onExit(incarnation, 0);
        }
        assertThat(options(4)).isEmpty();
    }

    @Test
    void aChangedJarGetsANewArchive() throws IOException {
        dump(options(1));
        archive.onExit(1, 0);
        Files.setLastModifiedTime(jar, FileTime.fromMillis(1000));
        dump(options(2));
        archive.onExit(2, 0);
        assertUses(options(3));
        try (var files = Files.newDirectoryStream(home, "*.jsa*")) {
            assertThat(files).hasSize(1);
        }
    }

    @Test
    void anArchiveBelongsToTheBuildForWhichItWasMade() throws IOException {
        Path temporary = dump(options(1));
        Files.setLastModifiedTime(jar, FileTime.fromMillis(1000));
        archive.onExit(1, 0);
        assertThat(temporary).doesNotExist();
        assertThat(options(2)).as("new build").first().asString().startsWith(CREATE);
    }

    @ParameterizedTest
    @ValueSource(strings = { "-Xshare:off", "-XX:SharedArchiveFile=own.jsa", "-XX:ArchiveClassesAtExit=own.jsa",
            "-XX:AOTCache=app.aot", "-XX:+AutoCreateSharedArchive", "-javaagent:agent.jar", "-agentpath:/opt/agent.so",
            "-agentlib:jdwp=server=y", "--patch-module=java.base=x", "-p", "-Dx=y -Xshare:off" })
    void thereIsNoneWithOptionsOfTheUserForArchivesOrWithAgents(String option) {
        assertThat(options(1, "-Xmx1g", option)).isEmpty();
        assertThat(options(1, "-Xmx1g", "-Dp=-p", "--add-opens=java.base/java.lang=ALL-UNNAMED")).isNotEmpty();
    }

    @Test
    void thereIsNoneIfItIsDisabledOrTheJvmHasNoneItself() throws IOException {
        assertThat(new ClassArchive(false, java).options(1, jar, List.of())).isEmpty();
        Files.delete(java.resolve("lib/server/classes.jsa"));
        assertThat(options(1)).isEmpty();
    }

    @Test
    void aPathWithoutAJarHasNone() {
        assertThat(archive.options(1, home.resolve("gone.jar"), List.of())).isEmpty();
    }
}

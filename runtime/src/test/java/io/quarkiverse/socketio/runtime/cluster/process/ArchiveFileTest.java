package io.quarkiverse.socketio.runtime.cluster.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests the name of the class archive, and its replacement. */
class ArchiveFileTest {
    @TempDir
    Path home;
    private Path jar;
    private Path java;

    @BeforeEach
    void create() throws IOException {
        Path application = Files.createDirectories(home.resolve("app/quarkus")).getParent();
        jar = Files.writeString(application.resolve("quarkus-run.jar"), "jar");
        Files.writeString(application.resolve("quarkus/quarkus-application.dat"), "list");
        java = home.resolve("java");
        Files.createDirectories(java.resolve("lib/server"));
        Files.writeString(java.resolve("lib/server/classes.jsa"), "base");
    }

    private ArchiveFile archive(String... options) throws IOException {
        return ArchiveFile.of(jar, java, List.of(options));
    }

    @Test
    void theFileIsNextToTheJar() throws IOException {
        assertThat(archive().path().getParent()).isEqualTo(jar.toRealPath().getParent());
        assertThat(archive().path().getFileName().toString()).matches("quarkus-run\\.workers-[0-9a-f]{8}-[0-9a-f]{8}\\.jsa");
    }

    @Test
    void anotherBuildHasAnotherFile() throws IOException {
        Path first = archive().path();
        assertThat(archive().path()).isEqualTo(first);
        Files.setLastModifiedTime(jar, FileTime.fromMillis(1000));
        Path touched = archive().path();
        Files.writeString(jar.resolveSibling("quarkus/quarkus-application.dat"), "other jars");
        Path otherJars = archive().path();
        Files.writeString(java.resolve("lib/server/classes.jsa"), "another base");
        assertThat(List.of(first, touched, otherJars, archive().path())).doesNotHaveDuplicates();
    }

    @Test
    void optionsOfTheJvmMatterButPropertiesAndTheDividedHeapDoNot() throws IOException {
        Path plain = archive("-Xmx1000000000").path();
        assertThat(archive("-Xmx2000000000", "-Dx=y").path()).isEqualTo(plain);
        assertThat(archive("-Xmx40000000000").path()).as("heap without compressed references").isNotEqualTo(plain);
        assertThat(archive("-Xmx1000000000", "-XX:+UseZGC").path()).isNotEqualTo(plain);
    }

    @Test
    void thePathOfTheJarMattersAsTheJvmComparesIt() throws IOException {
        Path link = Files.createSymbolicLink(home.resolve("current"), jar.getParent());
        ArchiveFile through = ArchiveFile.of(link.resolve("quarkus-run.jar"), java, List.of());
        assertThat(through.path()).isNotEqualTo(archive().path()).hasParentRaw(archive().path().getParent());
    }

    @Test
    void aJvmWithoutItsOwnArchiveHasNone() throws IOException {
        Files.delete(java.resolve("lib/server/classes.jsa"));
        assertThatThrownBy(this::archive).isInstanceOf(IOException.class);
    }

    @Test
    void aPublishedFileIsOnlyForItsOwnerAndReplacesThoseOfOtherBuilds() throws IOException {
        ArchiveFile former = archive();
        former.publish(Files.writeString(former.temporary(), "classes"));
        Path other = Files.writeString(jar.resolveSibling("app-cds.jsa"), "of Quarkus");
        Files.setLastModifiedTime(jar, FileTime.fromMillis(1000));
        ArchiveFile next = archive();
        assertThat(next.isUsable()).isFalse();
        Path temporary = Files.writeString(next.temporary(), "other classes");
        assertThat(next.publish(temporary)).isEqualTo("other classes".length());
        assertThat(next.isUsable()).isTrue();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(next.path()))).isEqualTo("rw-------");
        assertThat(temporary).doesNotExist();
        assertThat(former.path()).doesNotExist();
        assertThat(other).exists();
    }

    @Test
    void clustersThatStartTheSameJarInDifferentWaysKeepTheirFiles() throws IOException {
        ArchiveFile first = archive("-XX:+UseZGC");
        first.publish(Files.writeString(first.temporary(), "classes"));
        ArchiveFile second = archive("-XX:+UseSerialGC");
        second.publish(Files.writeString(second.temporary(), "classes"));
        assertThat(first.isUsable()).isTrue();
        assertThat(second.isUsable()).isTrue();
    }

    @Test
    void fewFilesOfOneJarAreKept() throws IOException {
        ArchiveFile first = archive("-Xss1m");
        first.publish(Files.writeString(first.temporary(), "classes"));
        Files.setLastModifiedTime(first.path(), FileTime.fromMillis(1000));
        for (int i = 2; i <= 5; i++) {
            ArchiveFile next = archive("-Xss" + i + "m");
            next.publish(Files.writeString(next.temporary(), "classes"));
            assertThat(next.isUsable()).isTrue();
        }
        assertThat(first.path()).doesNotExist();
        assertThat(archive("-Xss3m").isUsable()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = { "rw-rw----", "rw----rw-" })
    void aFileThatOthersCanWriteIsNeitherUsedNorReplaced(String permissions) throws IOException {
        ArchiveFile archive = archive();
        Files.writeString(archive.path(), "anything");
        Files.setPosixFilePermissions(archive.path(), PosixFilePermissions.fromString(permissions));
        assertThat(archive.isUsable()).isFalse();
        assertThat(archive.canBeCreated()).isFalse();
        Path temporary = Files.writeString(archive.temporary(), "anything");
        Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString(permissions));
        assertThatThrownBy(() -> archive.publish(temporary)).hasMessageContaining("written by others");
    }

    @Test
    void aLinkIsNotUsed() throws IOException {
        Files.createSymbolicLink(archive().path(), Files.writeString(home.resolve("elsewhere.jsa"), "anything"));
        assertThat(archive().isUsable()).isFalse();
        assertThat(archive().canBeCreated()).isFalse();
    }

    @Test
    void filesOfProcessesThatAreGoneAreDeleted() throws IOException {
        ArchiveFile archive = archive();
        Path own = Files.writeString(archive.temporary(), "of an earlier process with this id");
        Path gone = Files.writeString(Path.of(archive.path() + ".99999999-1a.tmp"), "part");
        Path living = Files
                .writeString(Path.of(archive.path() + "." + ProcessHandle.current().parent().orElseThrow().pid() + "-1a.tmp"),
                        "part");
        Path other = Files.writeString(jar.resolveSibling("notes.tmp"), "of the user");
        archive.deleteAbandoned();
        assertThat(own).doesNotExist();
        assertThat(gone).doesNotExist();
        assertThat(living).exists();
        assertThat(other).exists();
    }

    @Test
    void temporaryNamesDiffer() throws IOException {
        assertThat(archive().temporary()).isNotEqualTo(archive().temporary()).hasParentRaw(archive().path().getParent());
    }
}

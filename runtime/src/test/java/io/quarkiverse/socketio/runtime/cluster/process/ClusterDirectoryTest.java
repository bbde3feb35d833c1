package io.quarkiverse.socketio.runtime.cluster.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.RandomAccessFile;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.FileChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.quarkiverse.socketio.runtime.cluster.link.LocalUser;
import io.quarkiverse.socketio.runtime.cluster.settings.ClusterStartException;

class ClusterDirectoryTest {
    @TempDir
    Path parent;

    @Test
    void theDirectoryIsPrivateAndRemovedAtTheEnd() throws Exception {
        Path path;
        try (ClusterDirectory directory = ClusterDirectory.createIn(parent)) {
            path = directory.path();
            assertThat(Files.getPosixFilePermissions(path)).isEqualTo(PosixFilePermissions.fromString("rwx------"));
            Files.createFile(path.resolve("w1"));
        }
        assertThat(path).doesNotExist();
    }

    @Test
    void aPlaceThatCannotBeWrittenIsNamedWithTheCure() {
        assertThatExceptionOfType(ClusterStartException.class)
                .isThrownBy(() -> ClusterDirectory.createIn(parent.resolve("none")))
                .withMessage("Cannot create a directory for the cluster's sockets in " + parent.resolve("none")
                        + ": there is no such directory. Name another place with -Djava.io.tmpdir");
        assumeThat(Path.of("/proc")).isDirectory();
        assertThatExceptionOfType(ClusterStartException.class).isThrownBy(() -> ClusterDirectory.createIn(Path.of("/proc")))
                .withMessageContaining("in /proc: this user cannot write there");
    }

    @Test
    void othersMayRemoveSocketsWhereTheyMayWriteWithoutTheStickyBit() throws Exception {
        Files.setAttribute(parent, "unix:mode", 0777);
        assertThat(ClusterDirectory.mayOthersRename(parent)).isTrue();
        Files.setAttribute(parent, "unix:mode", 01777);
        assertThat(ClusterDirectory.mayOthersRename(parent)).isFalse();
        Files.setAttribute(parent, "unix:mode", 0755);
        assertThat(ClusterDirectory.mayOthersRename(parent)).isFalse();
        assertThat(ClusterDirectory.mayOthersRename(parent.resolve("none"))).isFalse();
    }

    /** As sockets are, which Netty deletes when it closes them. */
    @Test
    void aFileThatIsGoneNeedNotBeDeleted() throws Exception {
        Path path = Files.createDirectory(parent.resolve("some"));
        Files.createFile(path.resolve("w1"));
        try (OpenDirectory directory = OpenDirectory.open(parent, Path.of("some"))) {
            directory.deleteIfExists(Path.of("w1"));
            directory.deleteIfExists(Path.of("w1"));
        }
        assertThat(path).isEmptyDirectory();
    }

    @Test
    void directoriesOfDeadPrimariesAreRemoved() throws Exception {
        Path stale = Files.createDirectory(parent.resolve("quarkus-socketio-123"));
        Files.createFile(stale.resolve("lock"));
        Files.createFile(stale.resolve("w1"));
        ClusterDirectory.createIn(parent).close();
        assertThat(stale).doesNotExist();
    }

    @Test
    void directoriesOfLivePrimariesAreKept() throws Exception {
        try (ClusterDirectory living = ClusterDirectory.createIn(parent);
                ClusterDirectory other = ClusterDirectory.createIn(parent)) {
            assertThat(living.path()).exists().isNotEqualTo(other.path());
        }
    }

    @Test
    void otherDirectoriesAreKept() throws Exception {
        Path foreign = Files.createDirectory(parent.resolve("quarkus-socketio-notes"));
        Files.createFile(foreign.resolve("readme"));
        ClusterDirectory.createIn(parent).close();
        assertThat(foreign.resolve("readme")).exists();
    }

    private static Path directory(Path in, String name, String permissions) throws Exception {
        Path made = Files.createDirectory(in.resolve(name));
        Files.setPosixFilePermissions(made, PosixFilePermissions.fromString(permissions));
        return made;
    }

    /** Creates the directory of a dead primary, with these permissions and this owner. */
    private Path stale(String name, String permissions) throws Exception {
        Path stale = directory(parent, name, permissions);
        Files.createFile(stale.resolve("lock"));
        Files.createFile(stale.resolve("w1"));
        return stale;
    }

    @Test
    void symbolicLinksAreNotFollowed() throws Exception {
        Path target = directory(parent, "victim", "rwx------");
        Files.createFile(target.resolve("lock"));
        Files.writeString(target.resolve("port"), "8080");
        Path link = Files.createSymbolicLink(parent.resolve("quarkus-socketio-1"), target);
        Files.createSymbolicLink(parent.resolve("quarkus-socketio-2"), parent.resolve("nowhere"));
        ClusterDirectory.createIn(parent).close();
        assertThat(target.resolve("lock")).exists();
        assertThat(target.resolve("port")).exists();
        assertThat(link).isSymbolicLink();
        try (FileChannel held = FileChannel.open(target.resolve("lock"), StandardOpenOption.WRITE)) {
            held.lock();
            assertThat(found().ofPrimaryOn(8080)).isEmpty();
        }
    }

    @Test
    void aSymbolicLinkInsideIsRemovedAndItsTargetIsKept() throws Exception {
        Path target = directory(parent, "victim", "rwx------");
        Path precious = Files.createFile(target.resolve("precious"));
        Path stale = stale("quarkus-socketio-1", "rwx------");
        Files.createSymbolicLink(stale.resolve("w2"), precious);
        Files.createSymbolicLink(stale.resolve("w3"), target);
        ClusterDirectory.createIn(parent).close();
        assertThat(stale).doesNotExist();
        assertThat(precious).exists();
    }

    @Test
    void aSymbolicLinkInPlaceOfTheLockOrPortFileIsIgnored() throws Exception {
        Path elsewhere = Files.createFile(parent.resolve("elsewhere"));
        Path odd = directory(parent, "quarkus-socketio-1", "rwx------");
        Files.createSymbolicLink(odd.resolve("lock"), elsewhere);
        ClusterDirectory.createIn(parent).close();
        assertThat(odd.resolve("lock")).isSymbolicLink();
        try (ClusterDirectory living = ClusterDirectory.createIn(parent)) {
            Files.createSymbolicLink(living.path().resolve("port"), Files.writeString(elsewhere, "8080"));
            assertThat(found().ofPrimaryOn(8080)).isEmpty();
            assertThatExceptionOfType(FileAlreadyExistsException.class).isThrownBy(() -> living.announce(8081));
            assertThat(elsewhere).hasContent("8080");
        }
    }

    /** Opening a pipe blocks until another process opens its other end. */
    @Test
    @Timeout(60)
    void namedPipesAreNotOpened() throws Exception {
        pipe(parent.resolve("quarkus-socketio-1"));
        pipe(directory(parent, "quarkus-socketio-2", "rwx------").resolve("lock"));
        Path odd = stale("quarkus-socketio-3", "rwx------");
        pipe(odd.resolve("port"));
        assertThat(found().ofPrimaryOn(8080)).isEmpty();
        ClusterDirectory.createIn(parent).close();
        assertThat(parent.resolve("quarkus-socketio-1")).exists();
        assertThat(parent.resolve("quarkus-socketio-2/lock")).exists();
        assertThat(odd).doesNotExist();
    }

    private static void pipe(Path path) throws Exception {
        assertThat(new ProcessBuilder("mkfifo", path.toString()).start().waitFor()).isZero();
    }

    @Test
    void directoriesWritableOrOwnedByOthersAreKept() throws Exception {
        Path open = stale("quarkus-socketio-1", "rwxrwxrwx");
        Path group = stale("quarkus-socketio-2", "rwxrwx---");
        Path own = stale("quarkus-socketio-3", "rwx------");
        new ClusterDirectories(parent, LocalUser.uid() + 1).removeStale(); // all belong to another user than the expected one
        assertThat(own.resolve("w1")).exists();
        ClusterDirectory.createIn(parent).close();
        assertThat(open.resolve("w1")).exists();
        assertThat(group.resolve("w1")).exists();
        assertThat(own).doesNotExist();
    }

    @Test
    void thePrimaryIsFoundByItsPort() throws Exception {
        try (ClusterDirectory living = ClusterDirectory.createIn(parent)) {
            living.announce(8080);
            assertThat(found().ofPrimaryOn(8080)).contains(living.path());
            assertThat(found().ofPrimaryOn(808)).isEmpty();
            assertThat(new ClusterDirectories(parent, LocalUser.uid() + 1).ofPrimaryOn(8080)).as("of another user").isEmpty();
        }
    }

    @Test
    void aPrimaryInADirectoryOpenToOthersIsRefusedWithTheReason() throws Exception {
        try (ClusterDirectory living = ClusterDirectory.createIn(parent)) {
            living.announce(8080);
            Files.setPosixFilePermissions(living.path(), PosixFilePermissions.fromString("rwxr-xr-x"));
            assertThatExceptionOfType(ClusterStartException.class).isThrownBy(() -> found().ofPrimaryOn(8080))
                    .withMessage("The directory of the cluster on port 8080, " + living.path()
                            + ", is not used: it is open to others (rwxr-xr-x)");
            assertThat(found().ofPrimaryOn(8081)).isEmpty();
        }
    }

    @Test
    void anOversizedPortFileIsNotReadToItsEnd() throws Exception {
        try (ClusterDirectory living = ClusterDirectory.createIn(parent)) {
            Path port = Files.writeString(living.path().resolve("port"), "8080");
            try (RandomAccessFile huge = new RandomAccessFile(port.toFile(), "rw")) {
                huge.setLength(Long.MAX_VALUE >> 24); // sparse: takes no disk space, and does not fit into memory
            }
            assertThat(found().ofPrimaryOn(8080)).isEmpty();
        }
    }

    @Test
    void aWorkerRefusesAForeignOpenOrLinkedDirectory() throws Exception {
        Path own = directory(parent, "own", "rwx------");
        LocalUser.requireOwnDirectory(own);
        assertThatIOException().isThrownBy(
                () -> LocalUser.requireOwnDirectory(Files.createSymbolicLink(parent.resolve("link"), own)))
                .withMessageContaining("link, is not used: it is no directory");
        assertThatIOException().isThrownBy(() -> LocalUser.requireOwnDirectory(directory(parent, "open", "rwxr-x---")))
                .withMessageContaining("open, is not used: it is open to others (rwxr-x---)");
        assertThat(LocalUser.whyNotOwn(LocalUser.uid() + 1, Files.readAttributes(own, PosixFileAttributes.class)))
                .startsWith("belongs to user ");
    }

    private ClusterDirectories found() throws Exception {
        return new ClusterDirectories(parent, LocalUser.uid());
    }

    /** The name of a directory is random: the longest possible parent is tested. */
    @Test
    void socketPathsFitWhateverTheLengthOfTheParent() throws Exception {
        for (int length = 1; length < 60; length++) {
            Path wanted = Files.createDirectory(parent.resolve("ä".repeat(length / 2) + "x".repeat(length % 2 + 1)));
            Path longest = Path.of(ClusterDirectory.parent(wanted) + ClusterDirectory.LONGEST_SOCKET);
            Files.createDirectories(longest.getParent());
            try (ServerSocketChannel socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
                socket.bind(UnixDomainSocketAddress.of(longest));
                assertThat(longest).exists();
            } finally {
                Files.deleteIfExists(longest);
                Files.delete(longest.getParent());
            }
        }
    }
}

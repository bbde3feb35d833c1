package io.quarkiverse.socketio.runtime.cluster.primary;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterDirectoryTest {
    @TempDir
    Path parent;

    @Test
    void theDirectoryIsClosedToOthersAndGoneInTheEnd() throws Exception {
        Path path;
        try (ClusterDirectory directory = ClusterDirectory.createIn(parent)) {
            path = directory.path();
            assertThat(Files.getPosixFilePermissions(path)).isEqualTo(PosixFilePermissions.fromString("rwx------"));
            Files.createFile(path.resolve("w1"));
        }
        assertThat(path).doesNotExist();
    }

    @Test
    void whatADeadPrimaryLeftIsRemoved() throws Exception {
        Path stale = Files.createDirectory(parent.resolve("quarkus-socketio-123"));
        Files.createFile(stale.resolve("lock"));
        Files.createFile(stale.resolve("w1"));
        ClusterDirectory.createIn(parent).close();
        assertThat(stale).doesNotExist();
    }

    @Test
    void whatALivingPrimaryHasIsLeftAlone() throws Exception {
        try (ClusterDirectory living = ClusterDirectory.createIn(parent);
                ClusterDirectory other = ClusterDirectory.createIn(parent)) {
            assertThat(living.path()).exists().isNotEqualTo(other.path());
        }
    }

    @Test
    void whatIsNotOursIsLeftAlone() throws Exception {
        Path foreign = Files.createDirectory(parent.resolve("quarkus-socketio-notes"));
        Files.createFile(foreign.resolve("readme"));
        ClusterDirectory.createIn(parent).close();
        assertThat(foreign.resolve("readme")).exists();
    }

    /** The name of a directory is drawn: the longest that may be is tried. */
    @Test
    void socketsCanBeMadeInItHoweverLongTheNameOfItsParentIs() throws Exception {
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

package io.quarkiverse.socketio.runtime.cluster.process;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.jboss.logging.Logger;

import io.quarkiverse.socketio.runtime.cluster.link.LocalUser;
import io.quarkiverse.socketio.runtime.cluster.settings.StartFailure;

/**
 * Finds and removes directories of clusters, in a place where other users may have put anything. Nothing is done to what is
 * not a directory of this user's own, and no link is followed: a directory is opened first and then looked at, and all that
 * happens in it happens to the one that was looked at, whatever has its name by then.
 * <p>
 * Thread: any; blocking.
 */
final class ClusterDirectories {
    private static final Logger LOG = Logger.getLogger(ClusterDirectories.class);
    /** More than any port has. */
    private static final int LONGEST_PORT = 8;

    private final Path parent;
    private final int uid;

    /** @param uid of the user whose directories these shall be */
    ClusterDirectories(Path parent, int uid) {
        this.parent = parent;
        this.uid = uid;
    }

    /** What is done in one of them. */
    private interface Work {
        boolean in(OpenDirectory directory, PosixFileAttributes attributes) throws IOException;
    }

    /** Removes those whose primary is dead. */
    void removeStale() throws IOException {
        if (!Files.isDirectory(parent)) {
            return;
        }
        for (Path name : names()) {
            try {
                boolean removed = in(name, (directory, attributes) -> {
                    boolean stale = mayNobodyElseWrite(attributes) && isStale(directory);
                    if (stale) {
                        directory.empty();
                    }
                    return stale;
                });
                if (removed) {
                    removeEmpty(name);
                }
            } catch (IOException e) {
                LOG.debugf(e, "Cannot look at %s in %s", name, parent);
            }
        }
    }

    /** Removes one. */
    void remove(Path name) throws IOException {
        in(name, (directory, attributes) -> {
            directory.empty();
            return true;
        });
        removeEmpty(name);
    }

    /**
     * That of the living primary that holds a port.
     *
     * @throws StartFailure when others may have changed what is in it
     */
    Optional<Path> ofPrimaryOn(int port) throws IOException {
        for (Path name : names()) {
            try {
                boolean found = in(name, (directory, attributes) -> {
                    if (!holds(directory, port) || isStale(directory)) {
                        return false;
                    }
                    String reason = LocalUser.whyNotOwn(uid, attributes);
                    if (reason != null) {
                        throw new StartFailure("The directory of the cluster on port " + port + ", " + parent.resolve(name)
                                + ", is not used: it " + reason);
                    }
                    return true;
                });
                if (found) {
                    return Optional.of(parent.resolve(name));
                }
            } catch (IOException e) {
                LOG.debugf(e, "Cannot look at %s in %s", name, parent);
            }
        }
        return Optional.empty();
    }

    private List<Path> names() throws IOException {
        List<Path> names = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(parent, ClusterDirectory.PREFIX + "*")) {
            entries.forEach(entry -> names.add(entry.getFileName()));
        }
        return names;
    }

    /** Does something in a directory of this user, and returns what it returns; {@code false} if that name is something else. */
    private boolean in(Path name, Work work) throws IOException {
        if (!isOurs(Files.readAttributes(parent.resolve(name), PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS))) {
            return false; // opening a pipe would wait for somebody to write
        }
        try (OpenDirectory directory = OpenDirectory.open(parent, name)) {
            PosixFileAttributes attributes = directory.attributes();
            return isOurs(attributes) && work.in(directory, attributes);
        }
    }

    private boolean isOurs(PosixFileAttributes found) throws IOException {
        return found.isDirectory() && found.owner().equals(LocalUser.principal(uid));
    }

    private static boolean mayNobodyElseWrite(PosixFileAttributes attributes) {
        return !attributes.permissions().contains(PosixFilePermission.GROUP_WRITE)
                && !attributes.permissions().contains(PosixFilePermission.OTHERS_WRITE);
    }

    private static boolean holds(OpenDirectory directory, int port) throws IOException {
        Path name = Path.of(ClusterDirectory.PORT);
        if (!directory.hasFile(name)) {
            return false;
        }
        ByteBuffer text = ByteBuffer.allocate(LONGEST_PORT);
        try (SeekableByteChannel file = directory.open(name, StandardOpenOption.READ)) {
            while (text.hasRemaining() && file.read(text) >= 0) {
                // the next part
            }
        }
        return StandardCharsets.US_ASCII.decode(text.flip()).toString().equals(Integer.toString(port));
    }

    private static boolean isStale(OpenDirectory directory) throws IOException {
        Path name = Path.of(ClusterDirectory.LOCK);
        try {
            if (!directory.hasFile(name)) {
                return false;
            }
            try (SeekableByteChannel file = directory.open(name, StandardOpenOption.WRITE)) {
                return file instanceof FileChannel lock && lock.tryLock() != null;
            }
        } catch (NoSuchFileException | OverlappingFileLockException e) {
            return false;
        }
    }

    /** Nothing but an empty directory is removed by this, and no link. */
    private void removeEmpty(Path name) throws IOException {
        Path path = parent.resolve(name);
        if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            Files.delete(path);
        }
    }
}

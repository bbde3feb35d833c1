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
import io.quarkiverse.socketio.runtime.cluster.settings.ClusterStartException;

/**
 * Finds and removes the directories of clusters in a parent directory to which other users may write. Only directories of one
 * user are used, and no link is followed: a directory is opened first and then checked, and everything is done in the one that
 * was checked, even if another one gets its name meanwhile.
 * <p>
 * Thread: any; blocking.
 *
 * @param uid the user whose directories are used
 */
record ClusterDirectories(Path parent, int uid) {
    private static final Logger LOG = Logger.getLogger(ClusterDirectories.class);
    /** The maximum length of the file with the port: more than any port has digits. */
    private static final int MAX_PORT_LENGTH = 8;

    /** Checks or changes a directory that was opened. */
    private interface DirectoryTask {
        boolean run(OpenDirectory directory, PosixFileAttributes attributes) throws IOException;
    }

    /** Removes the directories whose primary is dead. */
    void removeStale() throws IOException {
        if (!Files.isDirectory(parent)) {
            return;
        }
        for (Path name : names()) {
            try {
                boolean removed = runIn(name, (directory, attributes) -> {
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
                LOG.debugf(e, "Cannot read %s in %s", name, parent);
            }
        }
    }

    /** Removes a directory. */
    void remove(Path name) throws IOException {
        runIn(name, (directory, attributes) -> {
            directory.empty();
            return true;
        });
        removeEmpty(name);
    }

    /**
     * Returns the directory of the living primary that holds a port.
     *
     * @throws ClusterStartException when other users may have changed what is in it
     */
    Optional<Path> ofPrimaryOn(int port) throws IOException {
        for (Path name : names()) {
            try {
                boolean found = runIn(name, (directory, attributes) -> {
                    if (!holds(directory, port) || isStale(directory)) {
                        return false;
                    }
                    String reason = LocalUser.whyNotOwn(uid, attributes);
                    if (reason != null) {
                        throw new ClusterStartException(
                                "The directory of the cluster on port " + port + ", " + parent.resolve(name)
                                        + ", is not used: it " + reason);
                    }
                    return true;
                });
                if (found) {
                    return Optional.of(parent.resolve(name));
                }
            } catch (IOException e) {
                LOG.debugf(e, "Cannot read %s in %s", name, parent);
            }
        }
        return Optional.empty();
    }

    /** Returns a directory of the user, of whatever cluster; its owner can be seen by all. */
    Optional<Path> any() throws IOException {
        for (Path name : names()) {
            try {
                if (isOurs(Files.readAttributes(parent.resolve(name), PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS))) {
                    return Optional.of(parent.resolve(name));
                }
            } catch (IOException e) {
                LOG.debugf(e, "Cannot read %s in %s", name, parent);
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

    /** Runs a task in a directory of the user and returns its result; {@code false} if the name is not such a directory. */
    private boolean runIn(Path name, DirectoryTask task) throws IOException {
        if (!isOurs(Files.readAttributes(parent.resolve(name), PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS))) {
            return false; // opening a named pipe would block
        }
        try (OpenDirectory directory = OpenDirectory.open(parent, name)) {
            PosixFileAttributes attributes = directory.attributes();
            return isOurs(attributes) && task.run(directory, attributes);
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
        ByteBuffer text = ByteBuffer.allocate(MAX_PORT_LENGTH);
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

    /** Removes a directory if it is empty; never anything else, and no link. */
    private void removeEmpty(Path name) throws IOException {
        Path path = parent.resolve(name);
        if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            Files.delete(path);
        }
    }
}

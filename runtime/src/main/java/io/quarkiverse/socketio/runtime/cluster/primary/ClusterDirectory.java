package io.quarkiverse.socketio.runtime.cluster.primary;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import org.jboss.logging.Logger;

/**
 * The directory of the cluster's Unix sockets, closed to other users. A lock on a file in it tells that its primary lives,
 * even to one in another container that shares the file system; directories without are removed.
 * <p>
 * Thread: blocking; before the event loop runs, and after it has ended.
 */
final class ClusterDirectory implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(ClusterDirectory.class);
    private static final String PREFIX = "quarkus-socketio-";
    private static final String LOCK = "lock";
    private static final String PORT = "port";
    /** Below the parent come the prefix, a number of 64 bits, and the longest name of a socket. */
    static final String LONGEST_SOCKET = "/" + PREFIX + "18446744073709551615" + "/w65535";
    /** Of the 107 bytes that Linux has for the path of a Unix socket, the JDK takes 106. */
    private static final int MAX_PARENT = 106 - LONGEST_SOCKET.length();

    private final Path path;
    private final FileChannel lock;

    private ClusterDirectory(Path path, FileChannel lock) {
        this.path = path;
        this.lock = lock;
    }

    static ClusterDirectory create() throws IOException {
        return createIn(parent());
    }

    static ClusterDirectory createIn(Path parent) throws IOException {
        removeStale(parent);
        Path path;
        try {
            path = Files.createTempDirectory(parent, PREFIX,
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } catch (IOException e) {
            throw new IOException("Cannot create a directory for the cluster's sockets in " + parent
                    + "; name a writable one with -Djava.io.tmpdir", e);
        }
        // locked before it gets its name, so that no other primary ever sees it without its lock
        Path unnamed = path.resolve("lock.new");
        FileChannel lock = FileChannel.open(unnamed, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        lock.lock();
        Files.move(unnamed, path.resolve(LOCK), StandardCopyOption.ATOMIC_MOVE);
        return new ClusterDirectory(path, lock);
    }

    /** Tells other processes of the user which port this primary holds. */
    void announce(int port) throws IOException {
        Files.writeString(path.resolve(PORT), Integer.toString(port));
    }

    /** That of the living primary that holds a port; empty when none of this user does. */
    static Optional<Path> ofPrimaryOn(int port) throws IOException {
        try (Stream<Path> entries = Files.list(parent())) {
            return entries.filter(entry -> entry.getFileName().toString().startsWith(PREFIX))
                    .filter(entry -> holds(entry, port) && !isStale(entry)).findFirst();
        }
    }

    private static boolean holds(Path directory, int port) {
        try {
            return Files.readString(directory.resolve(PORT)).equals(Integer.toString(port));
        } catch (IOException e) {
            return false;
        }
    }

    private static Path parent() {
        return parent(Path.of(System.getProperty("java.io.tmpdir", "/tmp")).toAbsolutePath());
    }

    /** That directory, unless Unix sockets in it would have too long a name. */
    static Path parent(Path wanted) {
        return wanted.toString().getBytes(StandardCharsets.UTF_8).length > MAX_PARENT ? Path.of("/tmp") : wanted;
    }

    Path path() {
        return path;
    }

    int owner() throws IOException {
        return (Integer) Files.getAttribute(path, "unix:uid");
    }

    @Override
    public void close() {
        delete(path);
        try {
            lock.close();
        } catch (IOException e) {
            LOG.debug("lock", e);
        }
    }

    private static void removeStale(Path parent) throws IOException {
        if (!Files.isDirectory(parent)) {
            return;
        }
        List<Path> candidates;
        try (Stream<Path> entries = Files.list(parent)) {
            candidates = entries.filter(entry -> entry.getFileName().toString().startsWith(PREFIX)).toList();
        }
        for (Path candidate : candidates) {
            if (isStale(candidate)) {
                delete(candidate);
            }
        }
    }

    private static boolean isStale(Path directory) {
        if (!Files.isWritable(directory)) {
            return false;
        }
        try (FileChannel lock = FileChannel.open(directory.resolve(LOCK), StandardOpenOption.WRITE)) {
            return lock.tryLock() != null;
        } catch (NoSuchFileException | OverlappingFileLockException e) {
            return false;
        } catch (IOException e) {
            LOG.debugf(e, "Cannot look at %s", directory);
            return false;
        }
    }

    private static void delete(Path directory) {
        try (Stream<Path> entries = Files.list(directory)) {
            for (Path entry : entries.toList()) {
                Files.deleteIfExists(entry);
            }
            Files.deleteIfExists(directory);
        } catch (IOException e) {
            LOG.debugf(e, "Cannot remove %s", directory);
        }
    }
}

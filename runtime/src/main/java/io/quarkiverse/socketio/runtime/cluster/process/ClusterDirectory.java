package io.quarkiverse.socketio.runtime.cluster.process;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.Optional;

import org.jboss.logging.Logger;

import io.quarkiverse.socketio.runtime.cluster.link.LocalUser;
import io.quarkiverse.socketio.runtime.cluster.settings.ClusterStartException;

/**
 * The directory of the cluster's Unix sockets, closed to other users. A lock on a file in it shows that its primary lives, even
 * to a process in another container that shares the file system; directories whose lock is free are removed.
 * <p>
 * Thread: blocking; before the event loop runs, and after it has ended.
 */
public final class ClusterDirectory implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(ClusterDirectory.class);
    public static final String PREFIX = "quarkus-socketio-";
    public static final String LOCK = "lock";
    public static final String PORT = "port";
    /** The longest path of a socket below the parent: the prefix, a number of 64 bits, and the name of the socket. */
    public static final String LONGEST_SOCKET = "/" + PREFIX + "18446744073709551615" + "/w65535";
    /** Of the 107 bytes that Linux has for the path of a Unix socket, the JDK takes 106. */
    private static final int MAX_PARENT = 106 - LONGEST_SOCKET.length();

    private static final int STICKY = 01000;
    private static final int OTHERS_WRITE = 022;

    private final Path path;
    private final FileChannel lock;

    private ClusterDirectory(Path path, FileChannel lock) {
        this.path = path;
        this.lock = lock;
    }

    /**
     * Creates the directory.
     *
     * @throws ClusterStartException when it cannot be created, or not be closed to other users
     */
    public static ClusterDirectory create() throws IOException {
        return createIn(parent());
    }

    public static ClusterDirectory createIn(Path parent) throws IOException {
        if (mayOthersRename(parent)) {
            LOG.warnf("Other users can remove the cluster's sockets: they may write to %s, which has no sticky bit. Set it with"
                    + " chmod +t %s, or name another place with -Djava.io.tmpdir", parent, parent);
        }
        Path path;
        try {
            new ClusterDirectories(parent, LocalUser.uid()).removeStale();
            path = Files.createTempDirectory(parent, PREFIX, PosixFilePermissions.asFileAttribute(LocalUser.closed()));
        } catch (IOException e) {
            throw new ClusterStartException("Cannot create a directory for the cluster's sockets in " + parent + ": "
                    + (Files.isDirectory(parent) ? "this user cannot write there (" + e.getClass().getSimpleName() + ")"
                            : "there is no such directory")
                    + ". Name another place with -Djava.io.tmpdir");
        }
        try {
            LocalUser.requireOwnDirectory(path);
        } catch (IOException e) { // some file systems have neither owners nor permissions
            Files.deleteIfExists(path);
            throw new ClusterStartException(e.getMessage() + ". Name another place with -Djava.io.tmpdir");
        }
        // locked before it gets its name, so that no other primary ever sees it without its lock
        Path unnamed = path.resolve("lock.new");
        FileChannel lock = FileChannel.open(unnamed, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        lock.lock();
        Files.move(unnamed, path.resolve(LOCK), StandardCopyOption.ATOMIC_MOVE);
        return new ClusterDirectory(path, lock);
    }

    /** Without the sticky bit, who may write to a directory may also rename what others have created in it. */
    static boolean mayOthersRename(Path parent) {
        try {
            int mode = (Integer) Files.getAttribute(parent, "unix:mode");
            return (mode & OTHERS_WRITE) != 0 && (mode & STICKY) == 0;
        } catch (IOException | UnsupportedOperationException e) {
            LOG.debugf(e, "No permissions of %s", parent); // which is missing, or of a system without them
            return false;
        }
    }

    /** Records which port this primary holds, for other processes of the user. */
    public void announce(int port) throws IOException {
        Files.writeString(path.resolve(PORT), Integer.toString(port), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    }

    /**
     * Returns the directory of the living primary that holds a port; empty when there is no such primary of this user.
     *
     * @throws ClusterStartException when other users may have changed what is in it
     */
    public static Optional<Path> ofPrimaryOn(int port) throws IOException {
        return new ClusterDirectories(parent(), LocalUser.uid()).ofPrimaryOn(port);
    }

    /** Returns a directory of a cluster of another user. */
    public static Optional<Path> ofUser(int uid) throws IOException {
        return new ClusterDirectories(parent(), uid).any();
    }

    private static Path parent() {
        return parent(Path.of(System.getProperty("java.io.tmpdir", "/tmp")).toAbsolutePath());
    }

    /** Returns a directory, or another one if the paths of Unix sockets in it would be too long. */
    public static Path parent(Path wanted) {
        return wanted.toString().getBytes(StandardCharsets.UTF_8).length > MAX_PARENT ? Path.of("/tmp") : wanted;
    }

    public Path path() {
        return path;
    }

    @Override
    public void close() {
        try {
            new ClusterDirectories(Objects.requireNonNull(path.toAbsolutePath().getParent()), LocalUser.uid())
                    .remove(path.getFileName());
        } catch (IOException e) {
            LOG.debugf(e, "Cannot remove %s", path);
        }
        try {
            lock.close();
        } catch (IOException e) {
            LOG.debug("lock", e);
        }
    }
}

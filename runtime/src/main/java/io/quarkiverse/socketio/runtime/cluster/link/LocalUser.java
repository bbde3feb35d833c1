package io.quarkiverse.socketio.runtime.cluster.link;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

import jdk.net.ExtendedSocketOptions;

/**
 * The user that this process runs as. Checks that files and sockets belong to this user, as those of others are not trusted.
 * <p>
 * Thread: any; the first call blocks for as long as the look-up of a user does.
 */
public final class LocalUser {
    private static final Path SELF = Path.of("/proc/self");
    private static final String UID = "unix:uid";
    private static final String CLOSED = "rwx------";
    private static final int UNKNOWN = -1;
    /** A look-up may ask a server of the network, so it is done once. */
    private static final Map<Integer, UserPrincipal> PRINCIPALS = new ConcurrentHashMap<>();
    private static volatile int uid = UNKNOWN;

    private LocalUser() {
    }

    public static int uid() throws IOException {
        int known = uid;
        if (known == UNKNOWN) {
            known = Files.isDirectory(SELF) ? ownerOf(SELF) : ownerOfNewFile();
            uid = known;
        }
        return known;
    }

    private static int ownerOf(Path file) throws IOException {
        return (Integer) Files.getAttribute(file, UID);
    }

    /** Finds the user id where there is no {@code /proc}, as on macOS. */
    private static int ownerOfNewFile() throws IOException {
        Path file = Files.createTempFile("owner", null);
        try {
            return ownerOf(file);
        } finally {
            Files.delete(file);
        }
    }

    /** Returns a user as the file system and the JDK's Unix sockets name it. */
    public static UserPrincipal principal(int uid) throws IOException {
        UserPrincipal known = PRINCIPALS.get(uid);
        if (known == null) {
            known = FileSystems.getDefault().getUserPrincipalLookupService().lookupPrincipalByName(Integer.toString(uid));
            PRINCIPALS.put(uid, known);
        }
        return known;
    }

    /** Returns whether the process at the other end of a Unix socket runs as a user. */
    public static boolean isPeer(int uid, SocketChannel unixSocket) throws IOException {
        return unixSocket.getOption(ExtendedSocketOptions.SO_PEERCRED).user().equals(principal(uid));
    }

    /**
     * Checks that a directory belongs to this user and is closed to others.
     *
     * @throws IOException with the reason, if others can change what is in the directory, or it is only a link to one
     */
    public static void requireOwnDirectory(Path directory) throws IOException {
        String reason = whyNotOwn(uid(), Files.readAttributes(directory, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS));
        if (reason != null) {
            throw new IOException("The directory of the cluster's sockets, " + directory + ", is not used: it " + reason);
        }
    }

    /** Returns why something is not a directory of a user that is closed to others; {@code null} if it is one. */
    public static @Nullable String whyNotOwn(int uid, PosixFileAttributes found) throws IOException {
        if (!found.isDirectory()) {
            return "is no directory";
        }
        if (!found.owner().equals(principal(uid))) {
            return "belongs to user " + found.owner().getName();
        }
        String permissions = PosixFilePermissions.toString(found.permissions());
        return permissions.equals(CLOSED) ? null : "is open to others (" + permissions + ")";
    }

    /** Returns the permissions of a directory that is closed to others, to create it with. */
    public static Set<PosixFilePermission> closed() {
        return PosixFilePermissions.fromString(CLOSED);
    }
}

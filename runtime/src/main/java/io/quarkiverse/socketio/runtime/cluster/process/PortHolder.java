package io.quarkiverse.socketio.runtime.cluster.process;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Finds the process that listens on a port, and its user, as far as {@code /proc} shows it, for error messages.
 * <p>
 * Thread: blocking.
 */
public final class PortHolder {
    private static final List<Path> TABLES = List.of(Path.of("/proc/net/tcp"), Path.of("/proc/net/tcp6"));
    private static final int LOCAL = 1;
    private static final int STATE = 3;
    private static final int UID = 7;
    private static final int INODE = 9;
    private static final String LISTEN = "0A";

    private PortHolder() {
    }

    /** Returns the id of the process; empty also if it is another user's. */
    public static Optional<Long> of(int port) {
        try {
            Set<String> links = sockets(port).map(fields -> "socket:[" + fields[INODE] + "]").collect(Collectors.toSet());
            return links.isEmpty() ? Optional.empty()
                    : ProcessHandle.allProcesses().map(ProcessHandle::pid).filter(pid -> holds(pid, links)).findFirst();
        } catch (IOException | RuntimeException e) {
            return Optional.empty();
        }
    }

    /** Returns the id of the user whose process listens on a port. */
    public static OptionalInt userOf(int port) {
        try {
            return sockets(port).mapToInt(fields -> Integer.parseInt(fields[UID])).findFirst();
        } catch (IOException | RuntimeException e) {
            return OptionalInt.empty();
        }
    }

    /** Returns the fields of the sockets that listen on a port. */
    private static Stream<String[]> sockets(int port) throws IOException {
        List<String> lines = new ArrayList<>();
        for (Path table : TABLES) {
            if (Files.isReadable(table)) {
                lines.addAll(Files.readAllLines(table));
            }
        }
        String suffix = String.format(":%04X", port);
        return lines.stream().map(line -> line.trim().split("\\s+"))
                .filter(fields -> fields.length > INODE && fields[STATE].equals(LISTEN) && fields[LOCAL].endsWith(suffix));
    }

    private static boolean holds(long pid, Set<String> links) {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(Path.of("/proc", Long.toString(pid), "fd"))) {
            for (Path entry : entries) {
                if (links.contains(Files.readSymbolicLink(entry).toString())) {
                    return true;
                }
            }
        } catch (IOException e) {
            // of another user, or gone by now
        }
        return false;
    }
}

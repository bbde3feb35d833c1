package io.quarkiverse.socketio.runtime.cluster.primary;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the process that listens on a port, as far as {@code /proc} shows it, for an error message.
 * <p>
 * Thread: blocking.
 */
final class PortHolder {
    private static final String LISTEN = "0A";

    private PortHolder() {
    }

    static Optional<Long> of(int port) {
        try {
            Set<String> links = new HashSet<>();
            for (String table : new String[] { "/proc/net/tcp", "/proc/net/tcp6" }) {
                addSockets(Path.of(table), port, links);
            }
            return links.isEmpty() ? Optional.empty()
                    : ProcessHandle.allProcesses().map(ProcessHandle::pid).filter(pid -> holds(pid, links)).findFirst();
        } catch (IOException | RuntimeException e) {
            return Optional.empty();
        }
    }

    private static void addSockets(Path table, int port, Set<String> links) throws IOException {
        if (!Files.isReadable(table)) {
            return;
        }
        for (String line : Files.readAllLines(table)) {
            String[] fields = line.trim().split("\\s+");
            if (fields.length > 9 && fields[3].equals(LISTEN) && fields[1].endsWith(String.format(":%04X", port))) {
                links.add("socket:[" + fields[9] + "]");
            }
        }
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

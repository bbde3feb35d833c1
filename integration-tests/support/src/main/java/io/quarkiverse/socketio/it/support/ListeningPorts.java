package io.quarkiverse.socketio.it.support;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Finds the TCP ports that processes listen on, from Linux' /proc. */
public final class ListeningPorts {
    /** Columns of /proc/net/tcp: address, state and inode. */
    private static final int LOCAL_ADDRESS = 1;
    private static final int STATE = 3;
    private static final int INODE = 9;
    private static final String LISTENS = "0A";

    private ListeningPorts() {
    }

    public static Set<Integer> of(List<Long> processes) throws IOException {
        Set<String> sockets = new HashSet<>();
        for (long process : processes) {
            try (Stream<Path> descriptors = Files.list(Path.of("/proc", Long.toString(process), "fd"))) {
                descriptors.map(ListeningPorts::target).forEach(sockets::add);
            }
        }
        Set<Integer> ports = new TreeSet<>();
        for (String table : List.of("tcp", "tcp6")) {
            Files.readAllLines(Path.of("/proc/net", table)).stream().skip(1).map(line -> line.strip().split(" +"))
                    .filter(row -> row[STATE].equals(LISTENS) && sockets.contains("socket:[" + row[INODE] + "]"))
                    .forEach(row -> ports.add(Integer.parseInt(row[LOCAL_ADDRESS].split(":")[1], 16)));
        }
        return ports;
    }

    private static String target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException closedMeanwhile) {
            return "";
        }
    }
}

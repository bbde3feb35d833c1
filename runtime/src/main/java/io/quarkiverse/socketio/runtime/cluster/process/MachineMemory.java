package io.quarkiverse.socketio.runtime.cluster.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Reads how much memory there is for this process and its children: the limit of the container (cgroup version 1 or 2), or the
 * memory of the machine. Linux only.
 * <p>
 * Thread: blocking, for less than a millisecond.
 *
 * @param root the root of the file system
 */
record MachineMemory(Path root) {

    private static final String TOTAL = "MemTotal:";
    private static final long UNKNOWN = -1;

    /** @param limited whether it is the limit of a container, rather than the memory of the machine */
    record Available(long bytes, boolean limited) {
    }

    /** Returns {@code null} where the system does not tell. */
    @Nullable
    Available read() {
        try {
            long total = total();
            if (total == UNKNOWN) {
                return null;
            }
            long limit = limit();
            return limit < total ? new Available(limit, true) : new Available(total, false);
        } catch (IOException | RuntimeException e) {
            return null;
        }
    }

    /** Reads a line such as {@code MemTotal: 8388608 kB}. */
    private long total() throws IOException {
        Path table = root.resolve("proc/meminfo");
        if (Files.isReadable(table)) {
            for (String line : Files.readAllLines(table)) {
                if (line.startsWith(TOTAL)) {
                    String size = line.substring(TOTAL.length()).strip();
                    return Long.parseLong(size.substring(0, size.indexOf(' '))) << 10;
                }
            }
        }
        return UNKNOWN;
    }

    /** Returns the lowest limit of the process' cgroups and of those above them. */
    private long limit() throws IOException {
        Path groups = root.resolve("proc/self/cgroup");
        long lowest = Long.MAX_VALUE;
        for (String line : Files.isReadable(groups) ? Files.readAllLines(groups) : List.<String> of()) {
            String[] fields = line.split(":", 3); // number, controllers, path
            if (fields.length == 3 && List.of(fields[1].split(",")).contains("memory")) {
                lowest = Math.min(lowest, limit(root.resolve("sys/fs/cgroup/memory"), fields[2], "memory.limit_in_bytes"));
            } else if (fields.length == 3 && fields[1].isEmpty()) {
                lowest = Math.min(lowest, limit(root.resolve("sys/fs/cgroup"), fields[2], "memory.max"));
            }
        }
        return lowest;
    }

    /** In a container, the path may be that of the host, and the container's own group is at the top. */
    private static long limit(Path top, String path, String file) throws IOException {
        long lowest = Long.MAX_VALUE;
        Path group = top.resolve("." + path).normalize();
        while (group != null && group.startsWith(top)) {
            Path limit = group.resolve(file);
            if (Files.isReadable(limit)) {
                String text = Files.readString(limit).strip();
                lowest = Math.min(lowest, text.equals("max") ? Long.MAX_VALUE : Long.parseLong(text));
            }
            group = group.getParent();
        }
        return lowest;
    }
}

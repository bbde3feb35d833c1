package io.quarkiverse.socketio.runtime.cluster.worker;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * Measures the memory and processor time that this process uses. The memory is read from a file of the kernel, which takes
 * several system calls and much garbage, so at most once a second, however often a load is reported.
 * <p>
 * Thread: one.
 */
final class ProcessUsage {
    private static final long PAGE_BYTES = 4096;
    private static final long INTERVAL_MILLIS = 1000;

    private final Path statm;
    private long residentBytes;
    private long nextReadAt = Long.MIN_VALUE;

    ProcessUsage() {
        this(Path.of("/proc/self/statm"));
    }

    /** @param statm the file with the numbers of pages */
    ProcessUsage(Path statm) {
        this.statm = statm;
    }

    /**
     * Returns the resident memory in bytes, at most a second old; 0 where it is not known.
     *
     * @param now in milliseconds, of any clock that is not set
     */
    long residentBytes(long now) {
        if (now >= nextReadAt) {
            nextReadAt = now + INTERVAL_MILLIS;
            residentBytes = read();
        }
        return residentBytes;
    }

    private long read() {
        try {
            String[] pages = new String(Files.readAllBytes(statm), StandardCharsets.US_ASCII).split(" ");
            return Long.parseLong(pages[1]) * PAGE_BYTES;
        } catch (IOException | RuntimeException e) {
            return 0;
        }
    }

    /** Returns the processor time in milliseconds, of all processors together, since the start. */
    static long cpuMillis() {
        OperatingSystemMXBean system = ManagementFactory.getOperatingSystemMXBean();
        return system instanceof com.sun.management.OperatingSystemMXBean known
                ? TimeUnit.NANOSECONDS.toMillis(known.getProcessCpuTime())
                : 0;
    }
}

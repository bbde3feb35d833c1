package io.quarkiverse.socketio.runtime.cluster.worker;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * Measures the memory and processor time that this process uses.
 * <p>
 * Thread: any; reading the file of the kernel takes microseconds.
 */
final class ProcessUsage {
    private static final Path STATM = Path.of("/proc/self/statm");
    private static final long PAGE_BYTES = 4096;

    private ProcessUsage() {
    }

    /** Returns the resident memory in bytes; 0 where it is not known. */
    static long residentBytes() {
        try {
            String[] pages = new String(Files.readAllBytes(STATM), StandardCharsets.US_ASCII).split(" ");
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

package io.quarkiverse.socketio.benchmarks.load;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a process and all its descendants take, from /proc.
 * <p>
 * Thread: any.
 */
final class ProcessMeter {
    private static final long NANOS_OF_TICK = 10_000_000; // USER_HZ is 100 on Linux
    private static final int USER_TIME = 11;
    private static final int TIMES = 4;
    private final ProcessHandle root;

    ProcessMeter(ProcessHandle root) {
        this.root = root;
    }

    /** Returns the processes that are alive. */
    List<ProcessHandle> processes() {
        return Stream.concat(Stream.of(root), root.descendants()).filter(ProcessHandle::isAlive).toList();
    }

    /**
     * Returns the processor time, of the user and of the kernel, of all threads. It includes that of children that have ended,
     * which their parent has.
     */
    long cpuNanos() {
        long ticks = 0;
        for (ProcessHandle process : processes()) {
            String stat = read(process, "stat");
            if (stat != null) {
                String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
                for (int i = 0; i < TIMES; i++) {
                    ticks += Long.parseLong(fields[USER_TIME + i]);
                }
            }
        }
        return ticks * NANOS_OF_TICK;
    }

    /** Returns the resident memory in bytes; what processes share counts for each. */
    long rssBytes() {
        long bytes = 0;
        for (ProcessHandle process : processes()) {
            String status = read(process, "status");
            String line = status == null ? null
                    : status.lines().filter(text -> text.startsWith("VmRSS:")).findFirst().orElse(null);
            if (line != null) {
                bytes += Long.parseLong(line.replaceAll("\\D", "")) << 10;
            }
        }
        return bytes;
    }

    /** Returns what is alive on the heaps of all JVMs after a full collection; -1 if there is no JVM. */
    long heapBytes() {
        long bytes = -1;
        for (ProcessHandle jvm : jvms()) {
            bytes = Math.max(0, bytes) + heapBytes(jvm);
        }
        return bytes;
    }

    /** Returns the processes that are JVMs. */
    List<ProcessHandle> jvms() {
        return processes().stream().filter(process -> "java".equals(String.valueOf(read(process, "comm")).strip())).toList();
    }

    private static long heapBytes(ProcessHandle jvm) {
        // that of the measured JVM, which may be another version
        Path jcmd = Path.of(jvm.info().command().orElseThrow()).resolveSibling("jcmd");
        String histogram = output(List.of(jcmd.toString(), "" + jvm.pid(), "GC.class_histogram"));
        String total = histogram.lines().filter(line -> line.startsWith("Total")).findFirst()
                .orElseThrow(() -> new LoadException("jcmd printed no total: " + histogram));
        return Long.parseLong(total.trim().split("\\s+")[2]);
    }

    static String output(List<String> command) {
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new LoadException(String.join(" ", command) + " failed: " + output);
            }
            return output;
        } catch (IOException e) {
            throw new LoadException(command.get(0) + " cannot be run: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            throw new LoadException("interrupted", e);
        }
    }

    /** Returns a file of a process, or null if the process has ended. */
    private static String read(ProcessHandle process, String file) {
        try {
            return Files.readString(Path.of("/proc", "" + process.pid(), file));
        } catch (IOException e) {
            return null;
        }
    }
}

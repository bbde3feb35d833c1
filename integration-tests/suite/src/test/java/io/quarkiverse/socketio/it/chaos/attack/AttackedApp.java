package io.quarkiverse.socketio.it.chaos.attack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.quarkiverse.socketio.it.support.AppProcess;
import io.quarkiverse.socketio.it.support.Keys;

/**
 * Runs fixture V with small heaps.
 * <p>
 * Thread: the test's.
 */
final class AttackedApp implements AutoCloseable {
    static final String HEAP = "-Xmx128m";
    private static final int WORKERS = 2;
    private static final Pattern WRONG = Pattern.compile("OutOfMemoryError|Java heap space|\\[BUG\\]|LEAK:|StackOverflowError");

    private static final Pattern ENTRY = Pattern.compile(" (ERROR|WARN|INFO) ");

    private final AppProcess process;
    private final Mode mode;
    private final Target target;

    AttackedApp(Mode mode, Keys keys) {
        this.mode = mode;
        List<String> options = new ArrayList<>(List.of(HEAP, "-Dquarkus.profile=v", "-Dquarkus.http.port=0",
                "-Dquarkus.http.http2=" + mode.http2(), "-Dquarkus.socketio.per-message-deflate=" + mode.deflate(),
                "-Dquarkus.socketio.cluster.enabled=" + mode.cluster(),
                "-Dquarkus.socketio.cluster.workers=" + WORKERS));
        if (mode.tls()) {
            options.addAll(keys.options("server"));
        }
        Stream.of(System.getProperty("attacks.options", "").split(" ")).filter(option -> !option.isEmpty())
                .forEach(options::add);
        process = AppProcess.start(AppProcess.packaged("fixtures"), options.toArray(String[]::new));
        target = new Target(port(), mode.tls());
    }

    private int port() {
        if (mode.cluster()) {
            int plain = process.awaitReady();
            return mode.tls() ? process.tlsPort() : plain;
        }
        return Integer.parseInt(
                process.awaitLine("Listening on: .*" + (mode.tls() ? "https" : "http") + "://[^:]+:(\\d+)").group(1));
    }

    Target target() {
        return target;
    }

    AppProcess process() {
        return process;
    }

    int workerCount() {
        return mode.cluster() ? WORKERS : 1;
    }

    /** All processes: the primary, if there is one, and the workers. */
    List<Long> pids() {
        List<Long> pids = new ArrayList<>(List.of(process.pid()));
        if (mode.cluster()) {
            pids.addAll(process.workers());
        }
        return pids;
    }

    /** Returns whether that process was started with the small heap. */
    static boolean hasSmallHeap(long pid) {
        try {
            return List.of(Files.readString(Path.of("/proc", Long.toString(pid), "cmdline")).split("\0")).contains(HEAP);
        } catch (IOException e) {
            return false;
        }
    }

    /** Returns the number of log entries so far; the lines of a stack trace belong to its entry. */
    long entries() {
        return process.output().stream().filter(line -> ENTRY.matcher(line).find()).count();
    }

    /** Log lines that must never occur. */
    List<String> wrongLines() {
        return process.output().stream().filter(line -> WRONG.matcher(line).find()).toList();
    }

    @Override
    public void close() {
        process.close();
    }
}

package io.quarkiverse.socketio.it.chaos.attack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.quarkiverse.socketio.it.chaos.attack.Mode.Feature;
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

    private static final Pattern NUMBER = Pattern.compile("\"(\\w+)\":\"?(\\d+)\"?");
    private static final Pattern ENTRY = Pattern.compile(" (ERROR|WARN|INFO) ");

    private final AppProcess process;
    private final Mode mode;
    private final Target target;

    AttackedApp(Mode mode, Keys keys) {
        this.mode = mode;
        List<String> options = new ArrayList<>(List.of(HEAP, "-Dquarkus.profile=v", "-Dquarkus.http.port=0",
                "-Dquarkus.http.http2=" + mode.has(Feature.H2),
                "-Dquarkus.socketio.per-message-deflate=" + mode.has(Feature.DEFLATE),
                "-Dquarkus.socketio.parser=" + (mode.has(Feature.MSGPACK) ? "msgpack" : "json"),
                "-Dquarkus.socketio.cluster.enabled=" + mode.has(Feature.CLUSTER),
                "-Dquarkus.socketio.cluster.handoff=" + (mode.has(Feature.PROXY) ? "proxy" : "descriptor"),
                "-Dquarkus.socketio.cluster.workers=" + WORKERS));
        if (mode.has(Feature.TLS)) {
            options.addAll(keys.options("server"));
        }
        Stream.of(System.getProperty("attacks.options", "").split(" ")).filter(option -> !option.isEmpty())
                .forEach(options::add);
        process = AppProcess.start(AppProcess.packaged("fixtures"), options.toArray(String[]::new));
        target = new Target(port(), mode.has(Feature.TLS));
    }

    private int port() {
        if (mode.has(Feature.CLUSTER)) {
            int plain = process.awaitReady();
            return mode.has(Feature.TLS) ? process.tlsPort() : plain;
        }
        return Integer.parseInt(
                process.awaitLine("Listening on: .*" + (mode.has(Feature.TLS) ? "https" : "http") + "://[^:]+:(\\d+)")
                        .group(1));
    }

    Target target() {
        return target;
    }

    AppProcess process() {
        return process;
    }

    int workerCount() {
        return mode.has(Feature.CLUSTER) ? WORKERS : 1;
    }

    /** All processes: the primary, if there is one, and the workers. */
    List<Long> pids() {
        List<Long> pids = new ArrayList<>(List.of(process.pid()));
        if (mode.has(Feature.CLUSTER)) {
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

    /** Returns the numbers in the answer to the event "state". */
    static Map<String, Long> numbers(String answer) {
        Map<String, Long> numbers = new TreeMap<>();
        for (Matcher number = NUMBER.matcher(answer); number.find();) {
            numbers.put(number.group(1), Long.parseLong(number.group(2)));
        }
        return numbers;
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

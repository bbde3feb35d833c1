package io.quarkiverse.socketio.it;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A packaged application, started as a user would. {@link #close} leaves no process behind.
 * <p>
 * Thread: the test's.
 */
public final class AppProcess implements AutoCloseable {
    /** Far more than anything here needs, for machines that are busy. */
    static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Pattern READY = Pattern
            .compile("Cluster of (\\d+) workers ready.* Listening on: http://([^:]+):(\\d+)");

    private final Process process;
    private final List<String> output = new CopyOnWriteArrayList<>();
    private final Thread reader;

    private AppProcess(Process process) {
        this.process = process;
        this.reader = new Thread(this::read, "app-output");
        reader.setDaemon(true);
        reader.start();
    }

    /** A module's packaged application, fast-jar. */
    public static Path packaged(String module) {
        Path jar = Path.of("..", module, "target", "quarkus-app", "quarkus-run.jar").toAbsolutePath().normalize();
        if (!Files.exists(jar)) {
            throw new IllegalStateException(jar + " is not there: package that module first");
        }
        return jar;
    }

    /** Starts {@code java <options> -jar <jar>}. */
    public static AppProcess start(Path jar, String... options) {
        return start(jar, Map.of(), options);
    }

    public static AppProcess start(Path jar, Map<String, String> environment, String... options) {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(List.of(options));
        command.addAll(List.of("-jar", jar.toString()));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("CLUSTER_") || name.equals("WEB_CONCURRENCY"));
        builder.environment().putAll(environment);
        try {
            return new AppProcess(builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A cluster of the module's application that has said it is ready. */
    public static AppProcess startCluster(String module, String... options) {
        AppProcess app = start(packaged(module), options);
        try {
            app.awaitReady();
            return app;
        } catch (RuntimeException | Error e) {
            app.close();
            throw e;
        }
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** All lines so far, of standard output and error. */
    public List<String> output() {
        return List.copyOf(output);
    }

    /** The first line, past or future, that the pattern is found in. */
    public Matcher awaitLine(String pattern) {
        Pattern compiled = Pattern.compile(pattern);
        Matcher[] found = new Matcher[1];
        await("a line with '" + pattern + "'", () -> output.stream().map(compiled::matcher).filter(Matcher::find).findFirst()
                .map(matcher -> found[0] = matcher).isPresent());
        return found[0];
    }

    /** The ready line of the cluster; returns the port. */
    public int awaitReady() {
        return Integer.parseInt(awaitLine(READY.pattern()).group(3));
    }

    public int port() {
        return awaitReady();
    }

    /** The processes of the workers that live. */
    public List<Long> workers() {
        return process.children().filter(ProcessHandle::isAlive).map(ProcessHandle::pid).toList();
    }

    public void signal(String name) {
        signal(pid(), name);
    }

    public static void signal(long pid, String name) {
        try {
            new ProcessBuilder("kill", "-" + name, Long.toString(pid)).inheritIO().start().waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    public int awaitExit() {
        await("the end of process " + pid(), () -> !process.isAlive());
        try {
            reader.join(LIMIT.toMillis());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return process.exitValue();
    }

    /** Open descriptors of a process. */
    public static int descriptors(long pid) {
        String[] entries = Path.of("/proc", Long.toString(pid), "fd").toFile().list();
        return entries == null ? 0 : entries.length;
    }

    /** False for a zombie, whose end is not collected yet, as well. */
    public static boolean runs(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
            return stat.charAt(stat.lastIndexOf(')') + 2) != 'Z';
        } catch (IOException e) {
            return false;
        }
    }

    /** Waits for a condition; fails with the application's output. */
    public void await(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError(
                        "No " + what + " within " + LIMIT.toSeconds() + " s. Output:\n" + String.join("\n", output));
            }
            try {
                TimeUnit.MILLISECONDS.sleep(10);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Override
    public void close() {
        List<ProcessHandle> all = new ArrayList<>(process.descendants().toList());
        process.destroyForcibly();
        all.forEach(ProcessHandle::destroyForcibly);
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void read() {
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line; (line = lines.readLine()) != null;) {
                output.add(line);
            }
        } catch (IOException e) {
            // it was killed
        }
    }
}

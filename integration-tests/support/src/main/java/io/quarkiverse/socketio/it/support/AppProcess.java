package io.quarkiverse.socketio.it.support;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
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
import java.util.stream.IntStream;

/**
 * A packaged application, started as a user would. {@link #close} leaves no process behind.
 * <p>
 * Thread: the test's.
 */
public final class AppProcess implements AutoCloseable {
    /** A generous time limit, for busy machines. */
    public static final Duration LIMIT = Duration.ofSeconds(180);
    private static final Pattern READY = Pattern
            .compile("Cluster of (\\d+) workers? ready.* Listening on: https?://([^:]+):(\\d+)");

    /** Where the modules of applications are. */
    public static final Path MODULES = Path.of("..").toAbsolutePath().normalize();
    /** No process lives long enough here to benefit from the C2 compiler. */
    private static final String QUICK = "-XX:TieredStopAtLevel=1";
    /** Replacements warm up in each test, though not for long. */
    private static final String SHORT_WARM_UP = "-Dquarkus.socketio.cluster.worker.warm-up=500ms";
    /** Only {@code ClassArchiveTest} stops workers that create an archive, which takes longer. */
    private static final String NO_NEW_ARCHIVE = "-Dquarkus.socketio.cluster.worker.class-archive=false";
    private static final String TLS_ENGINE = TlsEngine.JDK.option();

    private static volatile List<String> common = List.of();

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
        Path jar = jarOf(module);
        if (!Files.exists(jar)) {
            throw new IllegalStateException(jar + " is not there: package that module first");
        }
        return jar;
    }

    public static Path jarOf(String module) {
        return MODULES.resolve(Path.of(module, "target", "quarkus-app", "quarkus-run.jar"));
    }

    /**
     * Starts a packaged application that sends a command to the primary on a port; returns its output, and fails if the command
     * is refused.
     */
    public static String order(Path jar, String order, String... options) {
        List<String> command = new ArrayList<>();
        command.add(java());
        command.add(QUICK);
        command.addAll(PackagedArchive.options(jar));
        command.addAll(List.of(options));
        command.addAll(List.of("-jar", jar.toString(), "--cluster=" + order));
        return Execution.of(jar.getParent(), command);
    }

    /** Sets options of all applications that are started from now on; they precede their own. */
    public static void startAllWith(String... options) {
        common = List.of(options);
    }

    public static List<String> common() {
        return common;
    }

    /** Starts {@code java <options> -jar <jar>}, with options before them that make it start quickly. */
    public static AppProcess start(Path jar, String... options) {
        return start(jar, Map.of(), options);
    }

    public static AppProcess start(Path jar, Map<String, String> environment, String... options) {
        return start(List.of(), jar, environment, options);
    }

    /**
     * Starts an application that the test class has built and starts repeatedly: with a class archive, which is created the
     * first time.
     */
    public static AppProcess startRepeatedly(Path jar, String... options) {
        PackagedArchive.makeBeside(jar);
        return start(jar, options);
    }

    /** Starts it in a shell after another command: {@code ulimit -n 400}, for instance. */
    public static AppProcess startAfter(String shellCommand, Path jar, String... options) {
        return start(List.of("bash", "-c", shellCommand + "; exec \"$@\"", "bash"), jar, Map.of(), options);
    }

    /** Starts it through a program that executes a command line: {@code setpriv --reuid=65534}, for instance. */
    public static AppProcess startBy(List<String> program, Path jar, String... options) {
        return start(program, jar, Map.of(), options);
    }

    /** Starts it with arguments of the program. */
    public static AppProcess startWith(List<String> arguments, Path jar, String... options) {
        List<String> command = new ArrayList<>(List.of(java(), QUICK, SHORT_WARM_UP, NO_NEW_ARCHIVE, TLS_ENGINE));
        command.addAll(List.of(options));
        command.addAll(List.of("-jar", jar.toString()));
        command.addAll(arguments);
        return start(command, Map.of());
    }

    /** Starts it with those options only, without those that make tests fast. */
    public static AppProcess startBare(Path jar, String... options) {
        return start(List.of(), jar, Map.of(), List.of(options));
    }

    private static AppProcess start(List<String> wrapper, Path jar, Map<String, String> environment, String... options) {
        List<String> all = new ArrayList<>(List.of(QUICK, SHORT_WARM_UP, NO_NEW_ARCHIVE, TLS_ENGINE));
        all.addAll(PackagedArchive.options(jar));
        all.addAll(common);
        all.addAll(List.of(options));
        return start(wrapper, jar, environment, all);
    }

    private static AppProcess start(List<String> wrapper, Path jar, Map<String, String> environment, List<String> options) {
        List<String> command = new ArrayList<>(wrapper);
        command.add(java());
        command.addAll(options);
        command.addAll(List.of("-jar", jar.toString()));
        return start(command, environment);
    }

    private static AppProcess start(List<String> command, Map<String, String> environment) {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("CLUSTER_") || name.equals("WEB_CONCURRENCY"));
        builder.environment().putAll(environment);
        try {
            return new AppProcess(builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts a cluster of the module's application; returns when it is ready. */
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

    /** Returns all lines of standard output and error so far, without warnings that {@link IdleThreads} removes. */
    public List<String> output() {
        return List.copyOf(output);
    }

    /** Waits for the first line, past or future, that matches the pattern. */
    public Matcher awaitLine(String pattern) {
        Pattern compiled = Pattern.compile(pattern);
        Matcher[] found = new Matcher[1];
        await("a line with '" + pattern + "'", () -> output.stream().map(compiled::matcher).filter(Matcher::find).findFirst()
                .map(matcher -> found[0] = matcher).isPresent());
        return found[0];
    }

    /** Waits for the ready line of the cluster; returns the port. */
    public int awaitReady() {
        return Integer.parseInt(awaitLine(READY.pattern()).group(3));
    }

    public int port() {
        return awaitReady();
    }

    /** Waits for the ready line of a cluster with an HTTPS port; returns that port. */
    public int tlsPort() {
        return Integer.parseInt(awaitLine("Cluster of .* Listening on: .*https://[^:]+:(\\d+)").group(1));
    }

    /** Returns the pids of all live workers. */
    public List<Long> workers() {
        return process.children().filter(ProcessHandle::isAlive).map(ProcessHandle::pid).toList();
    }

    /** Returns the pids of live workers that are ready. */
    public List<Long> readyWorkers() {
        return workers().stream().filter(AppProcess::runs)
                .filter(pid -> output.stream().anyMatch(line -> line.endsWith("pid " + pid + " is ready"))).toList();
    }

    public void signal(String name) {
        signal(pid(), name);
    }

    public static void signal(long pid, String name) {
        run("kill", "-" + name, Long.toString(pid));
    }

    public static void kill(long pid) {
        kill(List.of(pid));
    }

    /** Kills processes at once, and waits until they have ended. */
    public static void kill(List<Long> pids) {
        List<String> command = new ArrayList<>(List.of("kill", "-KILL"));
        pids.forEach(pid -> command.add(Long.toString(pid)));
        run(command.toArray(String[]::new));
        if (!isTrueWithin(LIMIT, () -> pids.stream().noneMatch(AppProcess::runs))) {
            throw new AssertionError(pids + " still run, though they were killed");
        }
    }

    /**
     * Sets a soft limit of a process that runs.
     *
     * @param resource as {@code prlimit} names it
     * @param limit a number, or {@code unlimited}
     */
    public static void limit(long pid, String resource, Object limit) {
        if (run("prlimit", "--pid=" + pid, "--" + resource + "=" + limit + ":") != 0) {
            throw new AssertionError("no limit of " + limit + " " + resource + " for process " + pid);
        }
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    private static int run(String... command) {
        try {
            return new ProcessBuilder(command).inheritIO().start().waitFor();
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

    /** Returns the number of open descriptors of a process. */
    public static int descriptors(long pid) {
        String[] entries = Path.of("/proc", Long.toString(pid), "fd").toFile().list();
        return entries == null ? 0 : entries.length;
    }

    /** Returns the lowest free descriptor. */
    public static int nextDescriptor(long pid) {
        return IntStream.iterate(0, next -> next + 1)
                .filter(next -> !Files.exists(Path.of("/proc", Long.toString(pid), "fd", Integer.toString(next)),
                        LinkOption.NOFOLLOW_LINKS))
                .findFirst().orElseThrow();
    }

    /** Returns whether a process runs; false for a zombie. */
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
        await(what, LIMIT, condition);
    }

    /** As {@link #await(String, BooleanSupplier)}, with a longer time limit. */
    public void await(String what, Duration limit, BooleanSupplier condition) {
        if (!isTrueWithin(limit, condition)) {
            throw new AssertionError(
                    "No " + what + " within " + limit.toSeconds() + " s. Output:\n" + String.join("\n", output));
        }
    }

    private static boolean isTrueWithin(Duration limit, BooleanSupplier condition) {
        long end = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                return false;
            }
            try {
                TimeUnit.MILLISECONDS.sleep(10);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
        return true;
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
        IdleThreads idle = new IdleThreads();
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line; (line = lines.readLine()) != null;) {
                output.addAll(idle.next(line));
            }
        } catch (IOException e) {
            // it was killed
        }
        output.addAll(idle.end());
    }
}

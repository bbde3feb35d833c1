package io.quarkiverse.socketio.runtime.cluster.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

import io.quarkiverse.socketio.runtime.cluster.link.HandoffMode;
import io.quarkiverse.socketio.runtime.cluster.link.WorkerEnvironment;
import io.quarkiverse.socketio.runtime.cluster.settings.PrimarySettings;

/**
 * Starts the processes of workers, one after the other and not on the event loop, as starting a process takes some
 * milliseconds.
 * <p>
 * Thread: {@link #launch} from any; the listener is called on other threads.
 */
public final class WorkerLauncher implements AutoCloseable {
    /** The variables that are kept when the environment is not inherited, as most programs need them. */
    private static final List<String> ESSENTIAL = List.of("PATH", "HOME", "LANG", "LC_ALL", "TZ", "TMPDIR", "JAVA_HOME");

    private final PrimarySettings.Launch settings;
    private final List<String> self;
    private final int cpus;
    private final Path directory;
    private final HandoffMode handoff;
    private final String host;
    private final WorkerLines lines;
    private final ClassArchive archive;
    private final ExecutorService executor = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "cluster-launcher");
        thread.setDaemon(true);
        return thread;
    });

    /**
     * @param host the tag of this host in the ids of sessions; may be empty
     * @param self the primary's command line
     */
    public WorkerLauncher(PrimarySettings.Launch settings, int workers, Path directory, HandoffMode handoff, String host,
            List<String> self) { // wall: what all workers share
        this.handoff = handoff;
        this.host = host;
        this.cpus = Math.max(1, (Runtime.getRuntime().availableProcessors() + workers - 1) / workers);
        this.settings = settings;
        this.lines = new WorkerLines(settings.lines(), settings.jvmArgs());
        this.archive = new ClassArchive(settings.classArchive(), Path.of(System.getProperty("java.home")));
        this.self = self;
        this.directory = directory;
    }

    /**
     * Returns the command line of the next worker: the path of the jar may lead to another build by now, with another class
     * data archive or none.
     */
    List<String> command(int incarnation) {
        Map<String, String> environment = new HashMap<>(System.getenv());
        adapt(environment);
        List<String> options = new ArrayList<>(CommandLine.archiveOption(self));
        Path jar = CommandLine.jarOf(self);
        if (jar != null && options.isEmpty()) {
            options.addAll(archive.options(incarnation, jar,
                    CommandLine.optionTexts(self, settings.jvmArgs(), environment)));
        }
        options.addAll(settings.jvmArgs());
        return CommandLine.ofWorker(self, options, environment, cpus);
    }

    public Path directory() {
        return directory;
    }

    public HandoffMode handoff() {
        return handoff;
    }

    /** Receives the process of a launched worker, and later its exit code and last lines of output. */
    public record Listener(Consumer<WorkerProcess> launched, BiConsumer<Integer, String> exited) {
    }

    /**
     * A worker to be launched.
     *
     * @param token the secret by which the primary knows it
     * @param warmUp whether it warms up before it is ready
     */
    public record Launch(int seat, int incarnation, String token, boolean warmUp) {
    }

    public void launch(Launch worker, Listener listener) {
        int incarnation = worker.incarnation;
        executor.execute(() -> {
            List<String> command = command(incarnation);
            try {
                ProcessBuilder builder = new ProcessBuilder(command);
                adapt(builder.environment());
                // an earlier process with this incarnation may have left its sockets
                Files.deleteIfExists(WorkerEnvironment.httpSocket(directory, incarnation));
                Files.deleteIfExists(WorkerEnvironment.tlsSocket(directory, incarnation));
                Files.deleteIfExists(WorkerEnvironment.hostSocket(directory, incarnation));
                Files.deleteIfExists(WorkerEnvironment.warmUpSocket(directory, incarnation));
                Files.deleteIfExists(WorkerEnvironment.warmUpRelaySocket(directory, incarnation));
                Files.deleteIfExists(WorkerEnvironment.pipeSocket(directory, incarnation));
                Files.deleteIfExists(WorkerEnvironment.relaySocket(directory, incarnation));
                new WorkerEnvironment(worker.seat, incarnation, directory, worker.token, handoff, host, worker.warmUp)
                        .writeTo(builder.environment());
                listener.launched.accept(WorkerProcess.start(builder, "w" + worker.seat, lines, (code, words) -> {
                    archive.onExit(incarnation, code); // first, as the primary may exit after its last worker
                    listener.exited.accept(code, words);
                }));
            } catch (IOException e) {
                archive.onExit(incarnation, 1);
                listener.exited.accept(1, "cannot launch " + command.get(0) + ": " + e.getMessage());
            }
        });
    }

    private void adapt(Map<String, String> environment) {
        if (!settings.inheritEnvironment()) {
            environment.keySet().retainAll(ESSENTIAL);
        }
        // keeps HotSpot from using USR2 itself; 30 is PWR on Linux
        environment.putIfAbsent("_JAVA_SR_SIGNUM", "30");
        environment.putAll(settings.environment());
    }

    @Override
    public void close() {
        executor.shutdown();
    }
}

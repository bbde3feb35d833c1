package io.quarkiverse.socketio.deployment.dev;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.quarkiverse.socketio.cluster.WorkerState;
import io.quarkiverse.socketio.runtime.cluster.admin.ControlClient;
import io.quarkiverse.socketio.runtime.cluster.admin.ControlClient.Outcome;
import io.quarkiverse.socketio.runtime.cluster.admin.ExitCode;
import io.quarkiverse.socketio.runtime.cluster.admin.TerminalCommand;
import io.quarkiverse.socketio.runtime.cluster.link.Query;
import io.quarkiverse.socketio.runtime.cluster.primary.PrimaryMain;
import io.quarkiverse.socketio.runtime.relay.PortRelay;

/**
 * A cluster of a build of {@link WorkerBuild}: its primary is a child process, whose lines are printed among those of this one.
 * It ends with this process, however that ends, as its standard input does.
 * <p>
 * Thread: one, which it blocks.
 */
final class WorkerCluster implements AutoCloseable {
    /** Dev mode prefers an early start to a high speed later. */
    private static final List<String> JVM_OPTIONS = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");
    private static final String PORT_KEY = "quarkus.http.port";
    private static final Pattern INCARNATION = Pattern.compile("\"incarnation\":\\d+");
    private static final long POLL_MILLIS = 50;
    private static final int SECONDS_TO_STOP = 10;

    private final Process primary;
    private final int port;
    private volatile boolean closed;

    private WorkerCluster(Process primary, int port) {
        this.primary = primary;
        this.port = port;
    }

    /**
     * Starts the cluster and waits until all workers are ready.
     *
     * @param options of the JVM, among them system properties
     * @param onExit run when the cluster ends, except by {@link #close}
     * @throws IOException if it does not start, with what to look at
     */
    static WorkerCluster start(Path jar, int workers, List<String> options, Runnable onExit)
            throws IOException, InterruptedException {
        int port = freePort();
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(JVM_OPTIONS);
        command.addAll(options);
        command.add("-Djava.io.tmpdir=" + System.getProperty("java.io.tmpdir")); // where its socket for commands is looked for
        command.add("-Dquarkus.socketio.cluster.workers=" + workers);
        command.add("-Dquarkus.socketio.cluster.worker.class-archive=false"); // the next change makes it worthless
        command.add("-Dquarkus.http.host=" + PortRelay.HOST);
        command.add("-D" + PORT_KEY + "=" + port);
        command.add("-jar");
        command.add(jar.toString());
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put(PrimaryMain.EXIT_WITH_INPUT, "true");
        WorkerCluster cluster = new WorkerCluster(builder.start(), port);
        Thread output = new Thread(() -> print(cluster.primary.getInputStream()), "socketio-dev-workers-output");
        output.setDaemon(true);
        output.start();
        try {
            cluster.awaitReady(workers);
        } catch (IOException | InterruptedException e) {
            cluster.close();
            throw e;
        }
        cluster.primary.onExit().thenRun(() -> {
            if (!cluster.closed) {
                onExit.run();
            }
        });
        return cluster;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(PortRelay.HOST))) {
            return socket.getLocalPort();
        }
    }

    private static void print(InputStream lines) {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(lines, StandardCharsets.UTF_8))) {
            for (String line; (line = reader.readLine()) != null;) {
                System.out.println(line);
            }
        } catch (IOException e) {
            // the process is gone
        }
    }

    /** Waits until all workers are ready, or one of them has failed; the cluster's own limits end the wait. */
    private void awaitReady(int workers) throws IOException, InterruptedException {
        while (true) {
            if (primary.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
                throw new IOException("The worker processes cannot start: the primary has exited with code "
                        + primary.exitValue() + ". See its lines in the log");
            }
            Outcome state = send(new Query.State(), "status");
            if (state.code() == ExitCode.OK && count(WorkerState.RUNNING, state.text()) == workers) {
                return;
            } else if (count(WorkerState.RESPAWNING, state.text()) + count(WorkerState.FAILED, state.text()) > 0) {
                throw new IOException("A worker process has failed to start. See its lines in the log");
            }
        }
    }

    /** Counts the workers of a state in the primary's JSON. */
    private static long count(WorkerState state, String json) {
        return Pattern.compile("\"state\":\"" + state + "\"", Pattern.LITERAL).matcher(json).results().count();
    }

    private Outcome send(Query<?> query, String text) {
        return ControlClient.send(new TerminalCommand.Send(query, text, false), port, PORT_KEY);
    }

    int port() {
        return port;
    }

    boolean isAlive() {
        return primary.isAlive();
    }

    /**
     * Replaces all workers by those of the newest build, and waits for the end.
     *
     * @param onFirst run when the first worker of the build is ready: from then on it gets all new connections
     */
    void replaceWorkers(Runnable onFirst) throws IOException, InterruptedException {
        Set<String> former = incarnations();
        CompletableFuture<Outcome> restart = CompletableFuture.supplyAsync(() -> send(new Query.AwaitRestart(), "restart"),
                task -> new Thread(task, "socketio-dev-workers-restart").start());
        while (!restart.isDone() && former.containsAll(incarnations())) {
            Thread.sleep(POLL_MILLIS);
        }
        if (!former.containsAll(incarnations())) {
            onFirst.run();
        }
        Outcome outcome = restart.join();
        if (outcome.code() != ExitCode.OK) {
            throw new IOException("Not all worker processes were replaced: " + outcome.text());
        }
    }

    /** Returns those of the workers that are ready, as a worker gets its seat only then. */
    private Set<String> incarnations() {
        return INCARNATION.matcher(send(new Query.State(), "status").text()).results().map(MatchResult::group)
                .collect(Collectors.toSet());
    }

    /** Ends the processes; after {@value #SECONDS_TO_STOP} s at once. */
    @Override
    public void close() {
        closed = true;
        try {
            primary.getOutputStream().close();
            if (!primary.waitFor(SECONDS_TO_STOP, TimeUnit.SECONDS)) {
                primary.destroyForcibly();
            }
        } catch (IOException e) {
            primary.destroy();
        } catch (InterruptedException e) {
            primary.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}

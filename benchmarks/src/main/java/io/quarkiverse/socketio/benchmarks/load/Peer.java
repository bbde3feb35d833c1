package io.quarkiverse.socketio.benchmarks.load;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A server that runs as its own process, pinned to its processors.
 * <p>
 * Thread: that of the harness.
 */
final class Peer implements AutoCloseable {
    private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(120);
    private final Process process;
    private final Path log;
    private final ProcessMeter meter;
    private final Client.Address address;

    private Peer(Process process, Path log, Client.Address address) {
        this.process = process;
        this.log = log;
        this.address = address;
        meter = new ProcessMeter(process.toHandle());
    }

    /** Starts a server and waits until it is ready. */
    static Peer start(PeerKind kind, Options options) {
        Peer peer = launch(kind, options);
        peer.awaitReady(kind);
        return peer;
    }

    /** Starts a server. */
    static Peer launch(PeerKind kind, Options options) {
        try {
            int port = freePort();
            List<String> command = new ArrayList<>();
            if (!options.serverCores().isEmpty()) {
                command.addAll(List.of("taskset", "-c", options.serverCores()));
            }
            kind.command().forEach(part -> command.add(part.replace(PeerKind.PORT, "" + port)));
            Path log = Files.createDirectories(options.results()).resolve(kind.name() + ".log");
            Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
            Peer peer = new Peer(process, log, new Client.Address(port, kind.namespace()));
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
            return peer;
        } catch (IOException e) {
            throw new LoadException(kind.name() + " cannot be started: " + e.getMessage(), e);
        }
    }

    /** Waits until the server has printed that it is ready, all workers included. */
    void awaitReady(PeerKind kind) {
        long end = System.nanoTime() + LIMIT_NANOS;
        while (output().split(kind.ready(), -1).length <= kind.readyLines()) {
            if (!process.isAlive() || System.nanoTime() > end) {
                close();
                throw new LoadException(kind.name() + " has not become ready, see " + log);
            }
            pause();
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0)) {
            return free.getLocalPort();
        }
    }

    static void pause() {
        try {
            Thread.sleep(5);
        } catch (InterruptedException e) {
            throw new LoadException("interrupted", e);
        }
    }

    Client.Address address() {
        return address;
    }

    ProcessMeter meter() {
        return meter;
    }

    /** Returns the processes besides the first, in order of their ids. */
    List<ProcessHandle> workers() {
        return meter.processes().stream().filter(worker -> worker.pid() != process.pid()).sorted().toList();
    }

    void signal(String signal, long pid) {
        ProcessMeter.output(List.of("kill", "-" + signal, "" + pid));
    }

    long pid() {
        return process.pid();
    }

    /** Returns what the server has printed. */
    String output() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new LoadException("no output of the server: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        List<ProcessHandle> all = meter.processes();
        process.toHandle().destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            throw new LoadException("interrupted", e);
        }
        all.forEach(ProcessHandle::destroyForcibly);
    }
}

package io.quarkiverse.socketio.it.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.quarkiverse.socketio.it.support.RedisConnection.RedisException;

/**
 * A real Redis server on a free port of the loopback interface, which keeps nothing on disk. Tests that start one have
 * {@code @Requires("redis-server")}, or {@code @Requires("redis-server-7")} if they need more than version 6.2 has.
 * <p>
 * Thread: the test's.
 */
public final class RedisServer implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    /** Below the ports of outgoing connections, of which one could get the port while the server is down. */
    private static final int FIRST_PORT = 20_000;
    private static final int PORTS = 12_000;
    private static final int ATTEMPTS = 10;

    private final Path directory;
    private final int port;
    private final List<String> options;
    private final List<String> watched;
    private Process process;

    private RedisServer(int port, List<String> options, List<String> watched) throws IOException {
        this.directory = Files.createTempDirectory("redis");
        this.port = port;
        this.options = options;
        this.watched = watched;
    }

    /** Starts a server with options such as {@code "--maxmemory", "2mb"}; returns when it answers. */
    public static RedisServer start(String... options) {
        return start(List.of(options), List.of());
    }

    /** Starts a sentinel, with lines of its configuration file, which say what it watches. */
    static RedisServer startSentinel(String... watched) {
        return start(List.of(), List.of(watched));
    }

    private static RedisServer start(List<String> options, List<String> watched) {
        try {
            for (int attempt = 1;; attempt++) {
                RedisServer server = new RedisServer(freePort(), options, watched);
                try {
                    server.start();
                    return server;
                } catch (IllegalStateException e) {
                    server.close();
                    if (attempt == ATTEMPTS || !e.getMessage().contains("in use")) {
                        throw e;
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int freePort() throws IOException {
        while (true) {
            int port = FIRST_PORT + ThreadLocalRandom.current().nextInt(PORTS);
            try (ServerSocket free = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return port;
            } catch (IOException inUse) {
                // another one
            }
        }
    }

    private void start() throws IOException {
        List<String> command = new ArrayList<>(List.of(RedisProgram.path().toString()));
        if (!watched.isEmpty()) {
            Path configuration = directory.resolve("sentinel.conf"); // a sentinel adds what it learns
            Files.write(configuration, watched);
            command.addAll(List.of(configuration.toString(), "--sentinel"));
        }
        command.addAll(List.of("--port", Integer.toString(port), "--bind", "127.0.0.1"));
        if (watched.isEmpty()) {
            command.addAll(List.of("--save", "", "--appendonly", "no", "--repl-diskless-sync-delay", "0"));
        }
        command.addAll(options);
        process = new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile())).start();
        long end = System.nanoTime() + LIMIT.toNanos();
        while (!answers()) {
            if (!process.isAlive() || System.nanoTime() > end) {
                throw new IllegalStateException("redis-server does not answer:\n" + Files.readString(log()));
            }
            sleep();
        }
    }

    private boolean answers() {
        try (RedisConnection connection = new RedisConnection(port, Duration.ofSeconds(1))) {
            return "PONG".equals(connection.call("PING"));
        } catch (RedisException e) {
            return e.getMessage().startsWith("NOAUTH");
        } catch (IOException | UncheckedIOException e) {
            return false;
        }
    }

    private Path log() {
        return directory.resolve("redis.log");
    }

    public int port() {
        return port;
    }

    public String url() {
        return "redis://127.0.0.1:" + port;
    }

    public long pid() {
        return process.pid();
    }

    /** Returns the first number of its version. */
    public int version() {
        return RedisProgram.version(RedisProgram.path());
    }

    /** Returns a connection that is authenticated if the server requires a password. */
    public RedisConnection connect() {
        try {
            RedisConnection connection = new RedisConnection(port, LIMIT);
            int password = options.indexOf("--requirepass") + 1;
            if (password > 0) {
                connection.call("AUTH", options.get(password));
            }
            return connection;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends one command on a connection of its own; see {@link RedisConnection} for the reply. */
    public Object call(Object... command) {
        try (RedisConnection connection = connect()) {
            return connection.call(command);
        }
    }

    /** Returns a field of {@code INFO}, or the empty string. */
    public String info(String field) {
        return call("INFO", "all").toString().lines().filter(line -> line.startsWith(field + ":")).findFirst()
                .map(line -> line.substring(field.length() + 1)).orElse("");
    }

    /** Returns the number of subscribers of a channel; those of patterns are not counted. */
    public long subscribers(String channel) {
        return (Long) ((List<?>) call("PUBSUB", "NUMSUB", channel)).get(1);
    }

    /** Closes the connections of a type: {@code normal}, {@code pubsub}, {@code replica}; returns how many. */
    public long killClients(String type) {
        return (Long) call("CLIENT", "KILL", "TYPE", type, "SKIPME", "yes");
    }

    /** Kills the server without notice; all its data are lost. */
    public void kill() {
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Starts the killed server again, empty, on the same port. */
    public void restart() {
        try {
            start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Stops the process, which keeps its connections and accepts more, but answers nothing. */
    public void pause() {
        AppProcess.signal(pid(), "STOP");
    }

    public void resume() {
        AppProcess.signal(pid(), "CONT");
    }

    private static void sleep() {
        try {
            TimeUnit.MILLISECONDS.sleep(10);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        if (process != null) {
            kill();
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

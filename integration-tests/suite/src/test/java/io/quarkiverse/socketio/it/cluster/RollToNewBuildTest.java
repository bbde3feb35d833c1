package io.quarkiverse.socketio.it.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkiverse.socketio.it.chaos.CountingClients;
import io.quarkiverse.socketio.it.chaos.CountingClients.Result;
import io.quarkiverse.socketio.it.support.AppProcess;
import io.quarkiverse.socketio.it.support.RawHttp;
import io.quarkiverse.socketio.it.support.RedisServer;
import io.quarkiverse.socketio.it.support.Requires;

/**
 * Tests that a rolling restart deploys a new build, as the manual describes: a cluster of an {@link EarlierBuild} was started
 * through a symbolic link, which is then changed to this build. The primary stays, and both builds run side by side while
 * clients exchange numbers.
 */
@Tag("long") // builds the earlier commit
@Requires({ "git", "tar", "node", "npm" })
class RollToNewBuildTest {
    private static final int WORKERS = 3;
    private static final int CLIENTS = 60;
    private static final int PAUSE_MILLIS = 100;
    private static final String ENABLED = "-Dquarkus.socketio.cluster.enabled=true";
    private static final String NEW_VERSION = "0.1.0-SNAPSHOT";
    private static final Duration ROLL_LIMIT = Duration.ofMinutes(6);
    /** The earlier build does not know two of the options that {@link AppProcess} sets. */
    private static final Pattern UNKNOWN_OPTION = Pattern
            .compile("Unrecognized configuration key \"quarkus\\.socketio\\.cluster\\.worker\\.(warm-up|class-archive)\"");
    private static final List<String> TROUBLE = List.of("ERROR", "WARN", "Exception", "dropped", "is not recovered",
            "is new:", "[BUG]");

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = { "disconnect", "crash" })
    void clientsGetEachEventOnceAndInOrderDuringARollToANewBuildAndBack(String durability) throws IOException {
        EarlierBuild earlier = EarlierBuild.find();
        rollThereAndBack(durability, new Build(earlier.fixtures(), earlier.version()), thisBuild());
    }

    /** Rolls back from a build that was started after the primary. */
    @Test
    void clientsGetEachEventOnceAndInOrderDuringARollToAnEarlierBuildAndBack() throws IOException {
        EarlierBuild earlier = EarlierBuild.find();
        rollThereAndBack("crash", thisBuild(), new Build(earlier.fixtures(), earlier.version()));
    }

    /** Workers of both builds get the events of the others, with places from the stream. */
    @Test
    @Requires("redis-server")
    void clientsGetEachEventOnceAndInOrderDuringARollOverStreams() throws Exception {
        EarlierBuild earlier = EarlierBuild.find();
        try (RedisServer redis = RedisServer.start()) {
            rollThereAndBack("disconnect", new Build(earlier.fixtures(), earlier.version()), thisBuild(),
                    "-Dquarkus.socketio.adapter.type=redis-streams", "-Dquarkus.redis.hosts=" + redis.url());
        }
    }

    /** The directory of an application, and the version in its start-up log. */
    private record Build(Path directory, String version) {
    }

    private static Build thisBuild() {
        return new Build(AppProcess.packaged("fixtures").getParent(), NEW_VERSION);
    }

    private void rollThereAndBack(String durability, Build first, Build second, String... options) throws IOException {
        Path before = first.directory().toRealPath();
        Path after = second.directory().toRealPath();
        try (Current current = new Current(directory.resolve("current"), before);
                AppProcess app = AppProcess.start(current.jar(), Stream.concat(Stream.of("-Dquarkus.profile=n",
                        "-Dquarkus.http.port=0", ENABLED, "-Dquarkus.socketio.cluster.workers=" + WORKERS,
                        "-Dquarkus.socketio.recovery.durability=" + durability, "-Dnumbers.tick=" + PAUSE_MILLIS),
                        Stream.of(options)).toArray(String[]::new))) {
            app.awaitReady();
            workersRunFrom(before, after, app);
            Result result = count(app, () -> {
                current.leadTo(after);
                roll(app, current.jar(), 1, () -> assertThat(order(current.jar(), "restart", app)).contains("restart: begun"));
                workersRunFrom(after, before, app);
                runsFrom(before, after, app.pid());
                current.leadTo(before);
                roll(app, current.jar(), 2, () -> app.signal("USR2"));
                workersRunFrom(before, after, app);
            });
            assertThat(starts(app, first.version())).isEqualTo(2 * WORKERS);
            assertThat(starts(app, second.version())).isEqualTo(WORKERS);
            assertThat(result.faults()).isEmpty();
            assertThat(result.due()).isPositive();
            assertThat(result.counts().clients()).isEqualTo(CLIENTS);
            assertThat(result.counts().said()).isPositive();
            assertThat(result.counts().connects()).as("each was sent away in each roll").isGreaterThanOrEqualTo(2 * CLIENTS);
            assertThat(result.counts().recovered()).isEqualTo(result.counts().connects());
            assertThat(troubles(app)).isEmpty();
        }
    }

    private static Stream<String> troubles(AppProcess app) {
        return app.output().stream().filter(line -> TROUBLE.stream().anyMatch(line::contains))
                .filter(line -> !UNKNOWN_OPTION.matcher(line).find());
    }

    /** The symbolic link through which the primary and its workers start the application. */
    private record Current(Path link) implements AutoCloseable {
        Current(Path link, Path to) {
            this(link);
            leadTo(to);
        }

        Path jar() {
            return link.resolve("quarkus-run.jar");
        }

        /** Replaces the symbolic link atomically. */
        void leadTo(Path build) {
            try {
                Path next = Files.createSymbolicLink(link.resolveSibling("next"), build);
                Files.move(next, link, StandardCopyOption.ATOMIC_MOVE);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() throws IOException {
            Files.delete(link);
        }
    }

    /** Commands are given with the build that the workers shall have; a signal needs none. */
    private static void roll(AppProcess app, Path jar, int rolls, Runnable begin) {
        begin.run();
        app.await(rolls + " rolls", ROLL_LIMIT, () -> app.output().stream()
                .filter(line -> line.contains("Rolling restart finished: " + WORKERS + " workers replaced")).count() == rolls);
        assertThat(order(jar, "status", app)).containsPattern("w" + WORKERS + " +RUNNING");
    }

    private static String order(Path jar, String order, AppProcess app) {
        return AppProcess.order(jar, order, ENABLED, "-Dquarkus.http.port=" + app.port());
    }

    private static void workersRunFrom(Path build, Path other, AppProcess app) {
        assertThat(app.workers()).hasSize(WORKERS).allSatisfy(pid -> runsFrom(build, other, pid));
    }

    /** Checks the build of a process by its open jars and its class archive. */
    private static void runsFrom(Path build, Path other, long pid) {
        try (Stream<Path> open = Files.list(Path.of("/proc", Long.toString(pid), "fd"))) {
            List<Path> jars = open.map(RollToNewBuildTest::target).filter(file -> file.toString().endsWith(".jar")).toList();
            assertThat(jars).as("jars of process %d", pid).anyMatch(file -> file.startsWith(build))
                    .noneMatch(file -> file.startsWith(other));
            assertThat(Files.readString(Path.of("/proc", Long.toString(pid), "maps"))).as("files mapped by process %d", pid)
                    .doesNotContain(other.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor);
        } catch (IOException e) {
            return descriptor; // already closed
        }
    }

    private static long starts(AppProcess app, String version) {
        return app.output().stream().filter(line -> line.contains(" " + version + " on JVM")).count();
    }

    /** Returns the result of the clients, while workers are queried. */
    private Result count(AppProcess app, Runnable meanwhile) throws IOException {
        try (CountingClients clients = new CountingClients(app, directory, CLIENTS, PAUSE_MILLIS, WORKERS)) {
            try (Questions questions = new Questions(app.port())) {
                meanwhile.run();
                assertThat(troubles(app)).isEmpty();
                questions.end();
            }
            Result result = clients.end();
            System.out.println("Roll to another build and back: " + result);
            return result;
        }
    }

    /** Queries one worker after the other, each of which queries all others. */
    private static final class Questions implements AutoCloseable {
        private static final String SUM = "POST /collect?others=false HTTP/1.1\r\nHost: localhost\r\n"
                + "Content-Type: application/json\r\nContent-Length: 5\r\n\r\n[2,3]";

        private final int port;
        private final List<String> wrong = new CopyOnWriteArrayList<>();
        private final AtomicInteger asked = new AtomicInteger();
        private final Thread thread = new Thread(this::run, "questions");
        private volatile boolean ending;

        Questions(int port) {
            this.port = port;
            thread.setDaemon(true);
            thread.start();
        }

        private void run() {
            try {
                while (!ending) {
                    ask();
                    TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
                }
            } catch (IOException | InterruptedException e) {
                wrong.add(e.toString());
            }
        }

        private void ask() throws IOException {
            try (RawHttp http = new RawHttp(port)) {
                String answer = http.send(SUM).receive().body();
                // a stopping worker and its replacement may both respond
                if (answer.split("\"sum\":5", -1).length <= WORKERS) {
                    wrong.add(answer);
                }
                asked.incrementAndGet();
            }
        }

        /** Fails if a worker did not respond. */
        void end() {
            close();
            System.out.println(asked + " questions to all workers");
            assertThat(thread.isAlive()).isFalse();
            assertThat(wrong).isEmpty();
            assertThat(asked.get()).isPositive();
        }

        @Override
        public void close() {
            ending = true;
            try {
                thread.join(AppProcess.LIMIT.toMillis());
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}

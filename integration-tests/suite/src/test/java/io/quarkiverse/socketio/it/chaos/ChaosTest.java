package io.quarkiverse.socketio.it.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.io.TempDirFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.quarkiverse.socketio.it.chaos.Checker.Verdict;
import io.quarkiverse.socketio.it.support.AppProcess;
import io.quarkiverse.socketio.it.support.RawHttp;
import io.quarkiverse.socketio.it.support.Requires;

/**
 * Runs mixed traffic while workers are killed, stopped and replaced: see docs/internals/chaos. {@code -Dchaos.seed=7} (or
 * several, with commas) chooses the faults, {@code -Dchaos.seconds=60} the time; the profile {@code long} runs longer.
 */
@Tag("alone") // traffic up to five seconds around a fault is judged differently from other traffic
class ChaosTest {
    private static final int WORKERS = 3;
    private static final long MILLIS = 1000 * Long.getLong("chaos.seconds", 10);
    private static final int CLIENTS = 6;

    @TempDir(factory = ShortName.class)
    Path directory;

    /** The directory of the cluster's Unix sockets, whose paths must be short. */
    static final class ShortName implements TempDirFactory {
        @Override
        public Path createTempDirectory(AnnotatedElementContext element, ExtensionContext context) throws IOException {
            return Files.createTempDirectory(Path.of("/tmp"), "chaos");
        }
    }

    static LongStream seeds() {
        return Arrays.stream(System.getProperty("chaos.seed", "31").split(",")).mapToLong(Long::parseLong);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    @Requires("prlimit")
    void messagesArriveOnceAndInOrderAndNothingLeaks(long seed) throws IOException {
        System.out.println("Chaos with -Dchaos.seed=" + seed + " -Dchaos.seconds=" + MILLIS / 1000);
        History history = new History();
        try (AppProcess app = start()) {
            app.await("ready cluster", Nemesis.TIMEOUT,
                    () -> !app.isAlive() || app.output().stream().anyMatch(line -> line.contains("workers ready")));
            int port = app.awaitReady();
            Nemesis nemesis = new Nemesis(app, WORKERS, history, seed);
            nemesis.awaitWell();
            RawHttp.get(port, "/first"); // opens jars that the first connection needs
            long descriptors = descriptors(app.pid());
            long threads = threads(app.pid());

            List<String> troubles = traffic(port, history, seed, () -> nemesis.rageFor(MILLIS));
            Verdict verdict = Checker.check(history.events());
            System.out.printf("Seed %d: %s, %d deliveries, of which %d were due, %d requests, violations: %s%n", seed,
                    nemesis.done(), history.deliveries(), verdict.demanded(), verdict.answered(), verdict.violations().size());
            // a limit was reached
            app.output().stream().filter(line -> line.contains("may not open more files")).forEach(System.out::println);
            assertThat(verdict.violations()).as("seed %d", seed).isEmpty();
            assertThat(troubles).as("seed %d", seed).isEmpty();
            assertThat(verdict.demanded()).isPositive();
            assertThat(verdict.answered()).isPositive();
            app.await("return to " + descriptors + " descriptors and " + threads + " threads",
                    () -> descriptors(app.pid()) <= descriptors && threads(app.pid()) == threads);

            nemesis.awaitWell();
            if (seed % 2 == 0) {
                app.signal("TERM");
                assertThat(app.awaitExit()).isZero();
            } else {
                app.signal("KILL");
            }
            app.await("end of all workers", () -> nemesis.seen().stream().noneMatch(AppProcess::runs));
        }
        assertThat(clusterDirectories()).hasSize(seed % 2 == 0 ? 0 : 1);
        if (seed % 2 != 0) {
            theNextOneRemovesWhatWasLeft();
        }
    }

    private void theNextOneRemovesWhatWasLeft() throws IOException {
        List<Path> left = clusterDirectories();
        try (AppProcess next = start()) {
            next.awaitLine("starts " + WORKERS + " workers");
            assertThat(clusterDirectories()).hasSize(1).doesNotContainAnyElementsOf(left);
            next.signal("TERM");
            assertThat(next.awaitExit()).isZero();
        }
        assertThat(clusterDirectories()).isEmpty();
    }

    private AppProcess start() {
        return AppProcess.start(AppProcess.packaged("fixtures"), "-Djava.io.tmpdir=" + directory, "-Dquarkus.profile=k",
                "-Dquarkus.http.port=0", "-Dquarkus.socketio.cluster.enabled=true",
                "-Dquarkus.socketio.cluster.workers=" + WORKERS, "-Dquarkus.socketio.cluster.worker-timeout=10s",
                "-Dquarkus.socketio.cluster.restart-delay=100ms", "-Dquarkus.socketio.cluster.max-restart-delay=1s",
                "-Dquarkus.socketio.cluster.max-restarts=1000", "-Dquarkus.socketio.cluster.respawn-threshold=1000",
                "-Dquarkus.log.file.enabled=true", "-Dquarkus.log.file.path=" + directory.resolve("app.log"),
                "-Dquarkus.log.level=DEBUG", "-Dquarkus.log.console.level=INFO",
                "-Dquarkus.socketio.ping-interval=3s", "-Dquarkus.socketio.ping-timeout=20s");
    }

    /** Returns unexpected events of the clients. */
    private static List<String> traffic(int port, History history, long seed, Runnable meanwhile) {
        List<ChaosClient> clients = new ArrayList<>();
        List<Requests> requests = new ArrayList<>();
        try {
            for (int i = 0; i < CLIENTS; i++) {
                ChaosClient.Opener opener = i % 2 == 0 ? () -> new Connection.WebSocket(port)
                        : () -> new Connection.Polling(port);
                clients.add(new ChaosClient((i % 2 == 0 ? "websocket" : "polling") + i, opener, history, seed + i,
                        i % 2 == 0 ? 40 : 100));
            }
            for (int i = 0; i < 2; i++) {
                requests.add(new Requests("request" + i, port, history, seed + CLIENTS + i));
            }
            meanwhile.run();
            clients.forEach(ChaosClient::stopSending);
        } finally {
            requests.forEach(Requests::close);
            clients.forEach(ChaosClient::close);
        }
        return clients.stream().map(ChaosClient::trouble).filter(trouble -> !trouble.isEmpty()).toList();
    }

    /** Without descriptors of jars, which are opened when a class is not in the class archive. */
    private static long descriptors(long pid) {
        try (Stream<Path> open = Files.list(Path.of("/proc", Long.toString(pid), "fd"))) {
            return open.filter(descriptor -> !target(descriptor).contains(".jar")).count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException e) {
            return "";
        }
    }

    /** Threads of the cluster; those of the JVM come and go. */
    private static long threads(long pid) {
        try (Stream<Path> tasks = Files.list(Path.of("/proc", Long.toString(pid), "task"))) {
            return tasks.filter(task -> name(task).startsWith("cluster-")).count();
        } catch (IOException e) {
            return -1;
        }
    }

    private static String name(Path task) {
        try {
            return Files.readString(task.resolve("comm"));
        } catch (IOException e) {
            return "";
        }
    }

    private List<Path> clusterDirectories() throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.filter(entry -> entry.getFileName().toString().startsWith("quarkus-socketio-")).toList();
        }
    }
}

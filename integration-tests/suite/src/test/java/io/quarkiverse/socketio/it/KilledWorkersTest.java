package io.quarkiverse.socketio.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.quarkiverse.socketio.it.support.Requires;

/**
 * Connection state recovery with the official JavaScript client, while workers are killed: with {@code durability=crash}
 * clients
 * come back, and of all that anybody has seen nothing is lost, doubled or in another order. 1,000 clients with
 * {@code -Dkilled.clients=1000}.
 */
@Requires({ "node", "npm" })
class KilledWorkersTest {
    private static final int CLIENTS = Integer.getInteger("killed.clients", 60);
    /** So that there are some 2,000 events a second, whatever the number of clients. */
    private static final int TICK_MILLIS = Math.max(100, 3 * CLIENTS);
    private static final int PAUSE_MILLIS = Math.max(50, 3 * CLIENTS / 2);

    @TempDir
    Path directory;

    @Test
    void clientsOfWorkersThatAreKilledComeBackAndGetEachEventOnceAndInItsOrder() throws Exception {
        try (AppProcess app = AppProcess.startCluster("fixtures", "-Dquarkus.profile=n", "-Dquarkus.http.port=0",
                "-Dquarkus.socketio.cluster.enabled=true", "-Dquarkus.socketio.cluster.workers=3",
                "-Dquarkus.socketio.recovery.durability=crash",

                "-Dnumbers.tick=" + TICK_MILLIS)) {
            Path log = directory.resolve("numbers.log");
            Process clients = new ProcessBuilder("node", "numbers.mjs", "http://127.0.0.1:" + app.port(),
                    Integer.toString(CLIENTS), Integer.toString(PAUSE_MILLIS), "7")
                    .directory(NodeScript.home().toFile()).redirectErrorStream(true).redirectOutput(log.toFile()).start();
            try {
                app.await("clients that count", Duration.ofMinutes(2), () -> text(log).contains("counting"));
                for (int kill = 0; kill < 3; kill++) {
                    kill(app, 1);
                }
                kill(app, 2);
                clients.getOutputStream().close();
                assertThat(clients.waitFor(3, TimeUnit.MINUTES)).as(text(log)).isTrue();
            } finally {
                clients.destroyForcibly();
            }
            String last = text(log).strip().lines().reduce((first, second) -> second).orElse("");
            System.out.println("Killed workers: " + last);
            JsonNode counts = new ObjectMapper().readTree(last);
            assertThat(counts.path("faults")).as(last).isEmpty();
            assertThat(counts.path("clients").asInt()).isEqualTo(CLIENTS);
            assertThat(counts.path("events").asInt()).isPositive();
            assertThat(counts.path("said").asInt()).isPositive();
            int connects = counts.path("connects").asInt();
            assertThat(connects).as("those of five workers of three").isGreaterThanOrEqualTo(CLIENTS);
            assertThat(counts.path("recovered").asInt()).as(last).isGreaterThanOrEqualTo((int) Math.ceil(0.99 * connects));
        }
    }

    /** Kills some at once, and waits until others have taken their places and their clients. */
    private static void kill(AppProcess app, int count) {
        List<Long> victims = app.workers().subList(0, count);
        victims.forEach(victim -> AppProcess.signal(victim, "KILL"));
        app.await("workers in their places", Duration.ofMinutes(2), () -> {
            List<Long> now = app.workers();
            return now.size() == 3 && now.stream().noneMatch(victims::contains)
                    && now.stream()
                            .allMatch(pid -> app.output().stream().anyMatch(line -> line.endsWith("pid " + pid + " is ready")));
        });
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package io.quarkiverse.socketio.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.quarkiverse.socketio.it.support.Requires;

/** Connection state recovery with the official JavaScript client, while all workers are replaced. */
@Requires({ "node", "npm" })
class MovingClientsTest {
    private static final int CLIENTS = 50;
    /** More with {@code -Drolls=10}. */
    private static final int ROLLS = Integer.getInteger("rolls", 2);
    private static final String FINISHED = ".*Rolling restart finished: 2 workers replaced.*";
    private static final Duration ROLL_LIMIT = Duration.ofMinutes(4);

    @TempDir
    Path directory;

    @Test
    void clientsOfWorkersThatLeaveComeBackToOthersAndGetEachEventOnceAndInItsOrder() throws Exception {
        try (AppProcess app = AppProcess.startCluster("fixtures", "-Dquarkus.profile=n", "-Dquarkus.http.port=0",
                "-Dquarkus.socketio.cluster.enabled=true", "-Dquarkus.socketio.cluster.workers=2")) {
            Path log = directory.resolve("numbers.log");
            Process clients = new ProcessBuilder("node", "numbers.mjs", "http://127.0.0.1:" + app.port(),
                    Integer.toString(CLIENTS))
                    .directory(NodeScript.home().toFile()).redirectErrorStream(true).redirectOutput(log.toFile()).start();
            try {
                app.await("clients that count", () -> text(log).contains("counting"));
                for (int roll = 1; roll <= ROLLS; roll++) {
                    int rolls = roll;
                    app.signal("USR2");
                    app.await(rolls + " rolls", ROLL_LIMIT,
                            () -> app.output().stream().filter(line -> line.matches(FINISHED)).count() >= rolls);
                }
                clients.getOutputStream().close();
                assertThat(clients.waitFor(2, TimeUnit.MINUTES)).as(text(log)).isTrue();
            } finally {
                clients.destroyForcibly();
            }
            String last = text(log).strip().lines().reduce((first, second) -> second).orElse("");
            System.out.println(ROLLS + " rolls: " + last);
            app.output().stream().filter(line -> line.contains("is new:") || line.contains("is not recovered"))
                    .forEach(System.out::println);
            JsonNode counts = new ObjectMapper().readTree(last);
            assertThat(counts.path("faults")).as(last).isEmpty();
            assertThat(counts.path("clients").asInt()).isEqualTo(CLIENTS);
            assertThat(counts.path("events").asInt()).isPositive();
            assertThat(counts.path("said").asInt()).isPositive();
            int connects = counts.path("connects").asInt();
            assertThat(connects).as("each was sent away at least once in each roll").isGreaterThanOrEqualTo(ROLLS * CLIENTS);
            assertThat(counts.path("recovered").asInt()).as(last).isGreaterThanOrEqualTo((int) Math.ceil(0.99 * connects));
            assertThat(app.output()).noneMatch(line -> line.contains("ERROR"));
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}

package io.quarkiverse.socketio.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.quarkiverse.socketio.it.chaos.CountingClients;
import io.quarkiverse.socketio.it.chaos.CountingClients.Result;
import io.quarkiverse.socketio.it.support.Requires;

/** Connection state recovery with the official JavaScript client, while all workers are replaced. */
@Requires({ "node", "npm" })
class MovingClientsTest {
    private static final int WORKERS = 2;
    private static final int CLIENTS = 50;
    private static final int PAUSE_MILLIS = 50;
    /** More with {@code -Drolls=10}. */
    private static final int ROLLS = Integer.getInteger("rolls", 2);
    private static final String FINISHED = ".*Rolling restart finished: 2 workers replaced.*";
    private static final Duration ROLL_LIMIT = Duration.ofMinutes(4);

    @TempDir
    Path directory;

    @Test
    void clientsOfWorkersThatLeaveComeBackToOthersAndGetEachEventOnceAndInItsOrder() throws IOException {
        try (AppProcess app = AppProcess.startCluster("fixtures", "-Dquarkus.profile=n", "-Dquarkus.http.port=0",
                "-Dquarkus.socketio.cluster.enabled=true", "-Dquarkus.socketio.cluster.workers=" + WORKERS);
                CountingClients clients = new CountingClients(app, directory, CLIENTS, PAUSE_MILLIS, WORKERS)) {
            for (int roll = 1; roll <= ROLLS; roll++) {
                int rolls = roll;
                app.signal("USR2");
                app.await(rolls + " rolls", ROLL_LIMIT,
                        () -> app.output().stream().filter(line -> line.matches(FINISHED)).count() >= rolls);
            }
            Result result = clients.end();
            System.out.println(ROLLS + " rolls: " + result);
            app.output().stream().filter(line -> line.contains("is new:") || line.contains("is not recovered"))
                    .forEach(System.out::println);
            assertThat(result.faults()).isEmpty();
            assertThat(result.counts().clients()).isEqualTo(CLIENTS);
            assertThat(result.due()).isPositive();
            assertThat(result.counts().said()).isPositive();
            assertThat(result.counts().connects()).as("each was sent away at least once in each roll")
                    .isGreaterThanOrEqualTo(ROLLS * CLIENTS);
            assertThat(result.counts().recovered())
                    .isGreaterThanOrEqualTo((int) Math.ceil(0.99 * result.counts().connects()));
            assertThat(app.output()).noneMatch(line -> line.contains("ERROR"));
        }
    }
}

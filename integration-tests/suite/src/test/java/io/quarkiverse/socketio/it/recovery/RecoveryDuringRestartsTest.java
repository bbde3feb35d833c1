package io.quarkiverse.socketio.it.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.quarkiverse.socketio.it.chaos.CountingClients;
import io.quarkiverse.socketio.it.chaos.CountingClients.Result;
import io.quarkiverse.socketio.it.support.AppProcess;
import io.quarkiverse.socketio.it.support.Requires;

/** Tests recovery with the official JavaScript client while workers are replaced, added and removed. */
@Requires({ "node", "npm" })
class RecoveryDuringRestartsTest {
    private static final int WORKERS = 2;
    private static final int CLIENTS = 50;
    private static final int PAUSE_MILLIS = 50;
    /** Number of rolls; more with {@code -Drolls=10}. */
    private static final int ROLLS = Integer.getInteger("rolls", 2);
    private static final String FINISHED = ".*Rolling restart finished: 2 workers replaced.*";
    private static final Duration LIMIT = Duration.ofMinutes(4);
    private static final String ENABLED = "-Dquarkus.socketio.cluster.enabled=true";
    /** Returns the connections of a worker in the table of workers. */
    private static final Pattern SECOND = Pattern.compile("w2 +RUNNING +\\d+ +\\w+ +\\d+ +(\\d+)");

    @TempDir
    Path directory;

    @Test
    void clientsRecoverOnOtherWorkersDuringRollingRestarts() throws IOException {
        try (AppProcess app = start(WORKERS);
                CountingClients clients = new CountingClients(app, directory, CLIENTS, PAUSE_MILLIS, WORKERS)) {
            for (int roll = 1; roll <= ROLLS; roll++) {
                int rolls = roll;
                app.signal("USR2");
                app.await(rolls + " rolls", LIMIT,
                        () -> app.output().stream().filter(line -> line.matches(FINISHED)).count() >= rolls);
            }
            Result result = assertAllRecovered(app, clients);
            assertThat(result.counts().connects()).as("each was sent away at least once in each roll")
                    .isGreaterThanOrEqualTo(ROLLS * CLIENTS);
        }
    }

    @Test
    void clientsRecoverOnOtherWorkersDuringRebalancingAndScaleDown() throws IOException {
        try (AppProcess app = start(1);
                CountingClients clients = new CountingClients(app, directory, CLIENTS, PAUSE_MILLIS, 1)) {
            app.signal("TTIN");
            app.await("a second worker", LIMIT, () -> app.readyWorkers().size() == 2);
            order(app, "rebalance");
            app.await("clients in both", LIMIT, () -> SECOND.matcher(order(app, "status")).results()
                    .anyMatch(row -> Integer.parseInt(row.group(1)) > CLIENTS / 5));
            app.signal("TTOU");
            app.await("one worker", LIMIT, () -> app.workers().size() == 1);
            Result result = assertAllRecovered(app, clients);
            assertThat(result.counts().connects()).as("half of the clients moved there and back")
                    .isGreaterThanOrEqualTo(CLIENTS / 2);
        }
    }

    private static String order(AppProcess app, String order) {
        return AppProcess.order(AppProcess.packaged("fixtures"), order, ENABLED, "-Dquarkus.http.port=" + app.port());
    }

    private static AppProcess start(int workers) {
        return AppProcess.startCluster("fixtures", "-Dquarkus.profile=n", "-Dquarkus.http.port=0",
                ENABLED, "-Dquarkus.socketio.cluster.workers=" + workers);
    }

    private static Result assertAllRecovered(AppProcess app, CountingClients clients) throws IOException {
        Result result = clients.end();
        System.out.println("Moving clients: " + result);
        app.output().stream().filter(line -> line.contains("is new:") || line.contains("is not recovered"))
                .forEach(System.out::println);
        assertThat(result.faults()).isEmpty();
        assertThat(result.counts().late()).isZero();
        assertThat(result.counts().clients()).isEqualTo(CLIENTS);
        assertThat(result.due()).isPositive();
        assertThat(result.counts().said()).isPositive();
        assertThat(result.counts().recovered())
                .isGreaterThanOrEqualTo((int) Math.ceil(0.99 * result.counts().connects()));
        assertThat(app.output()).noneMatch(line -> line.contains("ERROR"));
        return result;
    }
}

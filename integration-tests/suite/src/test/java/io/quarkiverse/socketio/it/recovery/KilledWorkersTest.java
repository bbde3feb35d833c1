package io.quarkiverse.socketio.it.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.quarkiverse.socketio.it.chaos.CountingClients;
import io.quarkiverse.socketio.it.chaos.CountingClients.Result;
import io.quarkiverse.socketio.it.support.AppProcess;
import io.quarkiverse.socketio.it.support.Requires;

/**
 * Tests recovery with the official JavaScript client while workers are killed: with {@code durability=crash}, clients recover,
 * and no event that any client has received is lost, duplicated or reordered. {@code -Dkilled.clients=1000 -Dkilled.seconds=10}
 * is what the profile {@code long} does.
 */
@Requires({ "node", "npm" })
class KilledWorkersTest {
    private static final int WORKERS = 3;
    private static final int CLIENTS = Integer.getInteger("killed.clients", 60);
    /** Seconds between kills; 0: as soon as all workers are ready. */
    private static final long INTERVAL_SECONDS = Integer.getInteger("killed.seconds", 0);
    /** Gives some 2,000 events a second each way, if the machine is fast enough. */
    private static final int TICK_MILLIS = Math.max(100, 2 * CLIENTS);
    private static final int PAUSE_MILLIS = Math.max(50, 2 * CLIENTS / 5);
    private static final Duration LIMIT = Duration.ofMinutes(4);

    @TempDir
    Path directory;

    @Test
    void clientsOfKilledWorkersRecoverAndGetEachEventOnceAndInOrder() throws IOException {
        try (AppProcess app = AppProcess.startCluster("fixtures", "-Dquarkus.profile=n", "-Dquarkus.http.port=0",
                "-Dquarkus.socketio.cluster.enabled=true", "-Dquarkus.socketio.cluster.workers=" + WORKERS,
                "-Dquarkus.socketio.recovery.durability=crash", "-Dnumbers.tick=" + TICK_MILLIS);
                CountingClients clients = new CountingClients(app, directory, CLIENTS, PAUSE_MILLIS, WORKERS)) {
            long start = System.nanoTime();
            // those that have had their clients from the beginning; replacements may have none
            List<Long> first = List.copyOf(app.readyWorkers());
            for (int nth = 1; nth <= WORKERS; nth++) {
                awaitKill(app, start, nth, INTERVAL_SECONDS == 0 ? WORKERS : WORKERS - 1);
                kill(app, start, List.of(first.get(nth - 1)));
            }
            awaitKill(app, start, 4, WORKERS);
            kill(app, start, app.readyWorkers().subList(0, 2));
            awaitKill(app, start, 5, WORKERS);
            Result result = clients.end();
            System.out.println("Killed workers: " + result);
            assertThat(result.faults()).isEmpty();
            assertThat(result.counts().late()).isZero();
            assertThat(result.counts().clients()).isEqualTo(CLIENTS);
            assertThat(result.due()).isPositive();
            assertThat(result.counts().said()).isPositive();
            assertThat(result.counts().connects()).as("reconnects after five kills").isGreaterThanOrEqualTo(CLIENTS);
            assertThat(result.counts().recovered())
                    .isGreaterThanOrEqualTo((int) Math.ceil(0.99 * result.counts().connects()));
        }
    }

    private static void awaitKill(AppProcess app, long start, int nth, int workers) {
        long time = start + TimeUnit.SECONDS.toNanos(nth * INTERVAL_SECONDS);
        app.await("kill " + nth, LIMIT, () -> System.nanoTime() - time >= 0 && app.readyWorkers().size() >= workers);
    }

    /** Kills several workers at once. */
    private static void kill(AppProcess app, long start, List<Long> workers) {
        AppProcess.kill(workers);
        System.out.println("Killed " + workers + " after " + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start) + " ms");
    }
}

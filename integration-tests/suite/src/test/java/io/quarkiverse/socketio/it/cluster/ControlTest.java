package io.quarkiverse.socketio.it.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.ThreadLocalRandom;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import com.fasterxml.jackson.databind.JsonNode;

import io.quarkiverse.socketio.it.support.AppProcess;
import io.quarkiverse.socketio.it.support.NodeScript;
import io.quarkiverse.socketio.it.support.Requires;

/** Tests operations of one worker on the sockets and servers of all, with random rooms and exclusions. */
@Requires({ "node", "npm" })
class ControlTest {
    /** The seed of the random choices; {@code -Dsocketio.seed} repeats a run. */
    private static final long SEED = Long.getLong("socketio.seed", ThreadLocalRandom.current().nextInt(1, 1_000_000));

    private static AppProcess start(int workers) {
        return AppProcess.start(AppProcess.packaged("fixtures"), "-Dquarkus.profile=i", "-Dquarkus.http.port=0",
                "-Dquarkus.socketio.cluster.enabled=" + (workers > 1), "-Dquarkus.socketio.cluster.workers=" + workers);
    }

    private static String url(AppProcess app, int workers) {
        return "http://127.0.0.1:" + (workers > 1 ? app.awaitReady()
                : app.awaitLine("Listening on: http://127.0.0.1:(\\d+)").group(1));
    }

    @ParameterizedTest
    @CsvSource({ "1,8", "3,8" })
    void onlySelectedSocketsGetEachMessageOnce(int workers, int steps) {
        try (AppProcess app = start(workers)) {
            JsonNode result = NodeScript.run("control.mjs", url(app, workers), Integer.toString(workers), Long.toString(SEED),
                    Integer.toString(steps));
            assertThat(result.path("emits").asInt()).as(result.toString()).isEqualTo(6 * steps);
            assertThat(result.path("deliveries").asInt()).as(result.toString()).isGreaterThan(6 * steps);
            assertThat(app.output()).noneMatch(line -> line.contains("ERROR"));
        }
    }

    @Test
    void onlyTheResponsesOfAHungOrDeadWorkerAreMissing() {
        try (AppProcess app = start(3)) {
            JsonNode result = NodeScript.run("partial.mjs", url(app, 3));
            assertThat(result.path("clients").asInt()).as(result.toString()).isEqualTo(9);
        }
    }

    @Test
    void aLeavingWorkerEndsTheWaitForItsResponse() {
        try (AppProcess app = start(3)) {
            JsonNode result = NodeScript.run("leave.mjs", url(app, 3));
            assertThat(result.path("left").asLong()).as(result.toString()).isPositive();
        }
    }
}

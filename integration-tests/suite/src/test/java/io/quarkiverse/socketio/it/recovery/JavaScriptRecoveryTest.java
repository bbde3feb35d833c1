package io.quarkiverse.socketio.it.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;

import io.quarkiverse.socketio.it.support.AppProcess;
import io.quarkiverse.socketio.it.support.NodeScript;
import io.quarkiverse.socketio.it.support.Requires;

/** Tests recovery with the official JavaScript client after lost connections. */
@Requires({ "node", "npm" })
class JavaScriptRecoveryTest {
    private static final int CLIENTS = 30;
    private static final int CUTS = 3;

    @Test
    void allClientsRecoverAndGetEachEventOnceAndInOrder() {
        try (AppProcess app = AppProcess.start(AppProcess.packaged("fixtures"), Map.of("CSR", "1"), "-Dquarkus.profile=i",
                "-Dquarkus.http.port=0", "-Dquarkus.socketio.recovery.max-disconnection-duration=2m")) {
            JsonNode result = NodeScript.run("recovery.mjs",
                    "http://127.0.0.1:" + app.awaitLine("Listening on: http://127.0.0.1:(\\d+)").group(1),
                    Integer.toString(CLIENTS), Integer.toString(CUTS));
            assertThat(result.path("clients").asInt()).as(result.toString()).isEqualTo(CLIENTS);
            assertThat(result.path("cuts").asInt()).as(result.toString()).isEqualTo(CUTS);
            assertThat(app.output()).noneMatch(line -> line.contains("ERROR"));
        }
    }
}

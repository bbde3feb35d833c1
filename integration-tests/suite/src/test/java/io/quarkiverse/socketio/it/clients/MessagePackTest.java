package io.quarkiverse.socketio.it.clients;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkiverse.socketio.it.support.AppProcess;
import io.quarkiverse.socketio.it.support.NodeScript;
import io.quarkiverse.socketio.it.support.Requires;

/** Tests {@code quarkus.socketio.parser=msgpack} with the official JavaScript client and npm socket.io-msgpack-parser. */
@Requires({ "node", "npm" })
class MessagePackTest {
    private static AppProcess app;

    @BeforeAll
    static void start() {
        app = AppProcess.startCluster("fixtures", "-Dquarkus.profile=m", "-Dquarkus.http.port=0",
                "-Dquarkus.socketio.cluster.enabled=true", "-Dquarkus.socketio.cluster.workers=2",
                "-Dquarkus.socketio.parser=msgpack");
    }

    @AfterAll
    static void stop() {
        if (app != null) {
            app.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = { "polling", "websocket", "upgrade" })
    void valuesOfAllTypesAreEchoedAndBroadcastToAllWorkers(String kind) {
        assertThat(NodeScript.run("msgpack.mjs", "http://127.0.0.1:" + app.port(), kind, "2").path("ok").asBoolean()).isTrue();
    }
}

package io.quarkiverse.socketio.it.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import com.fasterxml.jackson.databind.JsonNode;

import io.quarkiverse.socketio.it.support.FixtureM;
import io.quarkiverse.socketio.it.support.FixtureM.Apps;
import io.quarkiverse.socketio.it.support.FixtureM.Mode;
import io.quarkiverse.socketio.it.support.NodeScript;
import io.quarkiverse.socketio.it.support.Requires;

/** Tests that a server without {@code allow-eio3} refuses clients of Engine.IO 3. */
@Requires({ "node", "npm" })
@ExtendWith(FixtureM.class)
class OldClientTest {

    @ParameterizedTest(name = "{0}, {1}")
    @CsvSource({ "socket.io-client-1, ONE_PROCESS", "socket.io-client-1, CLUSTER", "socket.io-client-2, ONE_PROCESS",
            "socket.io-client-2, CLUSTER" })
    void anOldClientIsRefusedWithAMessageAndOthersAreServed(String client, Mode mode, Apps apps) {
        int before = apps.process(mode).output().size();
        JsonNode errors = NodeScript.run("refused.mjs", apps.url(mode), client);
        assertThat(errors.path("polling").asText()).isEqualTo("xhr poll error: 400");
        assertThat(errors.path("websocket").asText()).startsWith("websocket error: ").containsIgnoringCase("400");
        assertThat(NodeScript.run("exchange.mjs", apps.url(mode), "upgrade", "/").path("ok").asBoolean()).isTrue();
        assertThat(apps.process(mode).output()).as("lines of the server about it").hasSize(before);
    }
}

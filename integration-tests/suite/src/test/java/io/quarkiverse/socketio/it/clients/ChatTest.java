package io.quarkiverse.socketio.it.clients;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;

import io.quarkiverse.socketio.it.support.AppProcess;
import io.quarkiverse.socketio.it.support.NodeScript;
import io.quarkiverse.socketio.it.support.Requires;

/** Tests the chat application, also in a browser. */
class ChatTest {
    private static final String APP = "chat";

    @Test
    @Requires({ "node", "npm" })
    void usersOfDifferentWorkersChatAndPresenceIsRightAfterAKill() {
        try (AppProcess app = AppProcess.startCluster(APP, "-Dquarkus.http.port=0")) {
            JsonNode result = NodeScript.run("chat.mjs", "http://127.0.0.1:" + app.port(), "2");
            assertThat(app.output()).filteredOn(line -> line.contains("Announcement: Number 0")).as("in every worker")
                    .hasSize(2).anyMatch(line -> line.startsWith("[w1]")).anyMatch(line -> line.startsWith("[w2]"));
            app.awaitLine("pid " + result.path("killed").asLong() + " was ended by signal 9");
        }
    }

    @Test
    @Requires({ "node", "npm" })
    void usersOfOneProcessChat() {
        try (AppProcess app = AppProcess.start(AppProcess.packaged(APP), "-Dquarkus.http.port=0",
                "-Dquarkus.socketio.cluster.enabled=false")) {
            String url = app.awaitLine("Listening on: (http://\\S+)").group(1);
            assertThat(NodeScript.run("chat.mjs", url, "1").path("workers").asInt()).isEqualTo(1);
        }
    }

    @Test
    @Requires({ "node", "npm", "chromium" })
    void twoBrowserTabsChatAndOneReconnectsAfterItsWorkerIsKilled() {
        try (AppProcess app = AppProcess.startCluster(APP, "-Dquarkus.http.port=0")) {
            assertThat(NodeScript.run("browser.mjs", "http://127.0.0.1:" + app.port()).path("ok").asBoolean()).isTrue();
        }
    }
}

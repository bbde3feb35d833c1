package io.quarkiverse.socketio.it.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import com.fasterxml.jackson.databind.JsonNode;

import io.quarkiverse.socketio.it.support.AppProcess;
import io.quarkiverse.socketio.it.support.FixtureM;
import io.quarkiverse.socketio.it.support.FixtureM.Apps;
import io.quarkiverse.socketio.it.support.FixtureM.Mode;
import io.quarkiverse.socketio.it.support.NodeScript;
import io.quarkiverse.socketio.it.support.Requires;

/** Tests many JavaScript clients on two workers. */
@Requires({ "node", "npm" })
@ExtendWith(FixtureM.class)
public class ManyClientsTest {

    @Test
    void allOf200ClientsThatStartWithPollingUpgrade(Apps apps) {
        JsonNode result = NodeScript.run("storm.mjs", apps.url(Mode.CLUSTER), "200");
        assertThat(result.path("succeeded").asInt()).as(result.toString()).isEqualTo(200);
    }

    @Test
    void broadcastsOfAnyWorkerReachEachClientOfEachWorkerOnce(Apps apps) {
        JsonNode result = NodeScript.run("broadcast.mjs", apps.url(Mode.CLUSTER), "2");
        assertThat(result.path("publishers").asInt()).isEqualTo(2);
    }

    @Test
    void broadcastsOfOneProcessReachEachClientOnce(Apps apps) {
        JsonNode result = NodeScript.run("broadcast.mjs", apps.url(Mode.ONE_PROCESS), "1");
        assertThat(result.path("publishers").asInt()).isEqualTo(1);
    }

    @Test
    void clientsOfAKilledWorkerReconnectAndOthersStayConnected(Apps apps) {
        AppProcess app = apps.process(Mode.CLUSTER);
        List<Long> before = app.workers();
        JsonNode result = NodeScript.run("kill.mjs", apps.url(Mode.CLUSTER), "100");
        long killed = result.path("killed").asLong();

        assertThat(result.path("hit").asInt() + result.path("spared").asInt()).isEqualTo(100);
        assertThat(result.path("spared").asInt()).isPositive();
        assertThat(before).contains(killed);
        app.await("another worker", () -> app.workers().size() == 2 && !app.workers().contains(killed));
        long successor = app.workers().stream().filter(pid -> !before.contains(pid)).findFirst().orElseThrow();
        app.awaitLine("pid " + successor + " is ready");
        JsonNode after = NodeScript.run("broadcast.mjs", apps.url(Mode.CLUSTER), "2");
        assertThat(after.path("publishers").asInt()).as("workers that broadcast").isEqualTo(2);
    }
}

package io.quarkiverse.socketio.it.tested;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quarkiverse.socketio.it.tested.Chat.Line;
import io.quarkiverse.socketio.it.tested.Chat.Login;
import io.quarkiverse.socketio.test.SocketIOTestClient;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;

// tag::cluster[]
@QuarkusIntegrationTest
@TestProfile(ClusterIT.ThreeWorkers.class)
class ClusterIT {
    public static class ThreeWorkers implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("quarkus.socketio.cluster.enabled", "true", "quarkus.socketio.cluster.workers", "3");
        }
    }

    /** One client of each worker. */
    private final Map<Integer, SocketIOTestClient> clients = new HashMap<>();

    @BeforeEach
    void connectToEachWorker() {
        for (int i = 0; clients.size() < 3; i++) {
            assertTrue(i < 100, "100 clients were served by the workers " + clients.keySet());
            SocketIOTestClient client = SocketIOTestClient.builder().namespace("/chat").auth(new Login("Client " + i))
                    .connect();
            SocketIOTestClient former = clients.put(client.emitWithAck("worker").get(0, int.class), client);
            if (former != null) {
                former.close();
            }
        }
    }

    @AfterEach
    void disconnect() {
        clients.values().forEach(SocketIOTestClient::close);
    }

    @Test
    void aLineReachesTheClientsOfAllWorkers() {
        for (SocketIOTestClient author : clients.values()) {
            Line line = author.emitWithAck("say", "hello").get(0, Line.class);
            for (SocketIOTestClient other : clients.values()) {
                if (other != author) {
                    assertEquals(line, other.await("line").get(0, Line.class));
                }
            }
        }
    }
    // end::cluster[]

    /** On any worker. */
    @Test
    void aSessionIsRecovered() {
        for (SocketIOTestClient client : clients.values()) {
            client.await("welcome");
            client.dropLine();
            client.reconnect();
            assertTrue(client.recovered());
        }
    }

    @Test
    void anAnnouncementReachesTheClientsOfAllWorkers() {
        try (SocketIOTestClient ada = SocketIOTestClient.builder().namespace("/moderation").basicAuth("ada", "ada").connect()) {
            ada.emit("announce", "closing time");
            clients.values().forEach(client -> assertEquals("closing time", client.await("announcement").get(0, String.class)));
        }
    }
    // tag::cluster[]
}
// end::cluster[]

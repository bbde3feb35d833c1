package io.quarkiverse.socketio.it.tested;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;

import org.junit.jupiter.api.Test;

import io.quarkiverse.socketio.it.tested.Chat.Login;
import io.quarkiverse.socketio.test.SocketIOTestClient;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;

// tag::profile[]
@QuarkusTest
@TestProfile(GreetingTest.Italian.class)
class GreetingTest {
    @Test
    void theGreetingIsConfigured() {
        try (SocketIOTestClient ada = SocketIOTestClient.builder().namespace("/chat").auth(new Login("Ada")).connect()) {
            assertEquals("Benvenuta, Ada", ada.await("welcome").get(0, String.class));
        }
    }

    public static class Italian implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("chat.greeting", "Benvenuta");
        }
    }
}
// end::profile[]

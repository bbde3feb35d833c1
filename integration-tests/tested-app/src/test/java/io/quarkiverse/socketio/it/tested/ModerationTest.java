package io.quarkiverse.socketio.it.tested;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

import io.quarkiverse.socketio.it.tested.Chat.Login;
import io.quarkiverse.socketio.test.ConnectFailedException;
import io.quarkiverse.socketio.test.SocketIOTestClient;
import io.quarkiverse.socketio.test.SocketIOTestClientBuilder;
import io.quarkus.test.junit.QuarkusTest;

// tag::security[]
@QuarkusTest
class ModerationTest {
    private static SocketIOTestClientBuilder moderation() {
        return SocketIOTestClient.builder().namespace("/moderation");
    }

    @Test
    void anAdminMayAnnounce() {
        try (SocketIOTestClient bob = SocketIOTestClient.builder().namespace("/chat").auth(new Login("Bob")).connect();
                SocketIOTestClient ada = moderation().basicAuth("ada", "ada").connect()) {
            assertEquals("ada", ada.emitWithAck("who").get(0, String.class));
            ada.emit("announce", "closing time");
            assertEquals("closing time", bob.await("announcement").get(0, String.class));
        }
    }

    @Test
    void allOthersAreRefused() {
        assertEquals("Unauthorized",
                assertThrows(ConnectFailedException.class, () -> moderation().connect()).reason());
        assertEquals("Forbidden",
                assertThrows(ConnectFailedException.class, () -> moderation().basicAuth("eve", "eve").connect()).reason());
        assertEquals(401, assertThrows(ConnectFailedException.class, () -> moderation().basicAuth("ada", "wrong").connect())
                .httpStatus().getAsInt());
    }
}
// end::security[]

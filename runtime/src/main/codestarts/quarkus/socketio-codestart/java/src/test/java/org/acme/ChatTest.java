package org.acme;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.acme.Chat.Line;
import org.junit.jupiter.api.Test;

import io.quarkiverse.socketio.test.SocketIOTestClient;
import io.quarkus.test.junit.QuarkusTest;

@QuarkusTest
class ChatTest {

    private static SocketIOTestClient connect() {
        SocketIOTestClient client = SocketIOTestClient.builder().connect();
        assertEquals("Server", client.await("line").get(0, Line.class).author());
        return client;
    }

    @Test
    void aLineReachesTheOthers() {
        Line line = new Line("Ada", "hello");
        try (SocketIOTestClient ada = connect(); SocketIOTestClient bob = connect()) {
            assertEquals(line, ada.emitWithAck("say", line).get(0, Line.class));
            assertEquals(line, bob.await("line").get(0, Line.class));
        }
    }
}

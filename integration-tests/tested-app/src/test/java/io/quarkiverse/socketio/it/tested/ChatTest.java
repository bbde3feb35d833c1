package io.quarkiverse.socketio.it.tested;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;

import org.junit.jupiter.api.Test;

import io.quarkiverse.socketio.it.tested.Chat.Line;
import io.quarkiverse.socketio.it.tested.Chat.Login;
import io.quarkiverse.socketio.test.ConnectFailedException;
import io.quarkiverse.socketio.test.SocketIOTestClient;
import io.quarkiverse.socketio.test.SocketIOTestClient.Transport;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;

// tag::chat[]
@QuarkusTest
class ChatTest {
    @TestHTTPResource("/chat")
    URI chat; // its path is the namespace

    private SocketIOTestClient join(String name, Transport... transports) {
        SocketIOTestClient client = SocketIOTestClient.builder(chat).auth(new Login(name)).transports(transports).connect();
        client.await("welcome"); // now the method with @OnConnect has joined the room
        return client;
    }

    @Test
    void aLineReachesTheOthers() {
        try (SocketIOTestClient ada = join("Ada", Transport.WEBSOCKET);
                SocketIOTestClient bob = join("Bob", Transport.POLLING, Transport.WEBSOCKET)) {
            assertEquals(new Line("Ada", "hello"), ada.emitWithAck("say", "hello").get(0, Line.class));
            assertEquals(new Line("Ada", "hello"), bob.await("line").get(0, Line.class));
        }
    }
    // end::chat[]

    // tag::absence[]
    @Test
    void nobodyHearsHimself() {
        try (SocketIOTestClient ada = join("Ada", Transport.WEBSOCKET);
                SocketIOTestClient bob = join("Bob", Transport.WEBSOCKET)) {
            ada.emit("say", "hello");
            bob.await("line");
            bob.emit("upload", new byte[] { 1, 2 });
            ada.awaitBefore("picture", "line"); // fails if the line came before
        }
    }
    // end::absence[]

    // tag::binary[]
    @Test
    void aPictureIsBinary() {
        try (SocketIOTestClient ada = join("Ada", Transport.POLLING);
                SocketIOTestClient bob = join("Bob", Transport.WEBSOCKET)) {
            byte[] picture = { 0, -1, 127 };
            assertEquals(3, ada.emitWithAck("upload", picture).get(0, int.class));
            assertArrayEquals(picture, bob.await("picture").get(0, byte[].class));
        }
    }
    // end::binary[]

    // tag::answer[]
    @Test
    void aClientIsForgottenIfItConfirmsThat() {
        try (SocketIOTestClient ada = join("Ada", Transport.WEBSOCKET)) {
            ada.answer("confirm", question -> false);
            assertFalse(ada.emitWithAck("forget").get(0, boolean.class));
            ada.answer("confirm", question -> true);
            assertTrue(ada.emitWithAck("forget").get(0, boolean.class));
            assertEquals("somebody", ada.emitWithAck("say", "hello").get(0, Line.class).author());
        }
    }
    // end::answer[]

    // tag::refused[]
    @Test
    void aClientWithoutNameIsRefused() {
        ConnectFailedException refused = assertThrows(ConnectFailedException.class, () -> join("", Transport.WEBSOCKET));
        assertEquals("a name is missing", refused.reason());
        assertEquals(new Login("anonymous"), refused.data(Login.class));
    }
    // end::refused[]

    // tag::recovery[]
    @Test
    void whatWasSaidMeanwhileArrivesAfterwards() {
        try (SocketIOTestClient ada = join("Ada", Transport.WEBSOCKET);
                SocketIOTestClient bob = join("Bob", Transport.WEBSOCKET)) {
            bob.dropLine();
            ada.emitWithAck("say", "where are you?");
            bob.reconnect();
            assertTrue(bob.recovered());
            assertEquals("where are you?", bob.await("line").get(0, Line.class).text());
        }
    }
    // end::recovery[]
    // tag::chat[]
}
// end::chat[]

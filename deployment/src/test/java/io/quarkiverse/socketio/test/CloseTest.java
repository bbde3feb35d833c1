package io.quarkiverse.socketio.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import java.net.URI;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkiverse.socketio.DisconnectReason;
import io.quarkiverse.socketio.OnDisconnect;
import io.quarkiverse.socketio.SocketIO;
import io.quarkiverse.socketio.SocketIOServer;
import io.quarkus.test.QuarkusUnitTest;
import io.quarkus.test.common.http.TestHTTPResource;
import io.restassured.RestAssured;

/** Tests the close of the server by an application that goes on running. */
class CloseTest {
    @RegisterExtension
    static final QuarkusUnitTest APP = new QuarkusUnitTest()
            .withApplicationRoot(root -> root.addClasses(Client.class, Handlers.class));

    @TestHTTPResource("/")
    URI uri;

    @Inject
    SocketIOServer io;

    @Test
    void allClientsAreDisconnectedAndNewOnesRefused() throws InterruptedException {
        try (Client polling = Client.connect(uri, Client.options());
                Client other = Client.connect(uri, Client.webSocketOnly())) {
            Client.Received cut = polling.received("disconnect");
            Client.Received otherCut = other.received("disconnect");
            io.close().await().indefinitely();
            assertThat(cut.next()[0]).as("not \"io server disconnect\", so it tries again").asString().startsWith("transport");
            assertThat(otherCut.next()[0]).asString().startsWith("transport");
            assertThat(Handlers.LEFT.poll(60, TimeUnit.SECONDS)).isEqualTo(DisconnectReason.SERVER_SHUTTING_DOWN);
            assertThat(Handlers.LEFT.poll(60, TimeUnit.SECONDS)).isEqualTo(DisconnectReason.SERVER_SHUTTING_DOWN);
        }
        assertThat(io.engine().clientsCount()).isZero();
        assertThat(io.sockets()).isEmpty();
        RestAssured.get("/socket.io/?EIO=4&transport=polling").then().statusCode(503).header("Retry-After", "5")
                .body(equalTo("{\"code\":4,\"message\":\"Server closed\"}"));
        RestAssured.given().header("Connection", "Upgrade").header("Upgrade", "websocket").header("Sec-WebSocket-Version", "13")
                .header("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==").get("/socket.io/?EIO=4&transport=websocket").then()
                .statusCode(503);
        RestAssured.get("/socket.io/socket.io.js").then().statusCode(200);
        io.close().await().indefinitely();
    }

    @SocketIO
    static class Handlers {
        static final BlockingQueue<DisconnectReason> LEFT = new LinkedBlockingQueue<>();

        @OnDisconnect
        void left(DisconnectReason reason) {
            LEFT.add(reason);
        }
    }
}

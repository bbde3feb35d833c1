package io.quarkiverse.socketio.it.websockets;

import jakarta.annotation.security.RolesAllowed;

import io.quarkus.websockets.next.OnOpen;
import io.quarkus.websockets.next.WebSocket;
import io.quarkus.websockets.next.WebSocketConnection;

/** An endpoint for administrators only. */
@RolesAllowed("admin")
@WebSocket(path = "/admins", endpointId = "admins")
public class Admins {
    @OnOpen
    String greet(WebSocketConnection connection) {
        return Greeting.of(connection);
    }
}

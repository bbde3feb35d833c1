package io.quarkiverse.socketio.it.websockets;

import io.quarkus.security.Authenticated;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.websockets.next.OnOpen;
import io.quarkus.websockets.next.OnTextMessage;
import io.quarkus.websockets.next.WebSocket;
import io.quarkus.websockets.next.WebSocketConnection;

/** An endpoint for users only. */
@Authenticated
@WebSocket(path = "/members", endpointId = "members")
public class Members {
    private final SecurityIdentity identity;

    Members(SecurityIdentity identity) {
        this.identity = identity;
    }

    @OnOpen
    String greet(WebSocketConnection connection) {
        return Greeting.of(connection);
    }

    @OnTextMessage
    String whoAmI(String text) {
        return identity.getPrincipal().getName();
    }
}

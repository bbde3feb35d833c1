package io.quarkiverse.socketio.it.websockets;

import jakarta.inject.Inject;

import io.quarkiverse.socketio.websockets.ClusterConnections;
import io.quarkus.websockets.next.OnOpen;
import io.quarkus.websockets.next.OnTextMessage;
import io.quarkus.websockets.next.PathParam;
import io.quarkus.websockets.next.WebSocket;
import io.quarkus.websockets.next.WebSocketConnection;
import io.smallrye.mutiny.Uni;

/** Rooms whose members are connected to any worker of any host. */
// tag::chat[]
@WebSocket(path = "/chat/{room}", endpointId = "chat")
public class Chat {
    @Inject
    ClusterConnections connections;

    @OnTextMessage
    Uni<Void> said(String text, @PathParam String room, WebSocketConnection author) {
        return connections.endpoint("chat")
                .withPathParam("room", room)
                .except(author.id())
                .sendText(text);
    }
    // end::chat[]

    @OnOpen
    String greet(WebSocketConnection connection) {
        return Greeting.of(connection);
    }
    // tag::chat[]
}
// end::chat[]

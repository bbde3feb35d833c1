package io.quarkiverse.socketio.it.websockets;

import io.quarkus.websockets.next.OnOpen;
import io.quarkus.websockets.next.OnTextMessage;
import io.quarkus.websockets.next.WebSocket;
import io.quarkus.websockets.next.WebSocketConnection;

/** Broadcasts by means of the extension alone, which reach the connections of one worker. */
@WebSocket(path = "/neighbours")
public class Neighbours {
    @OnOpen
    String greet(WebSocketConnection connection) {
        return Greeting.of(connection);
    }

    @OnTextMessage(broadcast = true)
    String said(String text) {
        return text;
    }
}

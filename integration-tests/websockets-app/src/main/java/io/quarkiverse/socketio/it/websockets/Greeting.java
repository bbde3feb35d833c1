package io.quarkiverse.socketio.it.websockets;

import io.quarkus.websockets.next.WebSocketConnection;

/** The first message of each connection, which says where it is: the pid of the worker, and the id of the connection. */
final class Greeting {
    private Greeting() {
    }

    static String of(WebSocketConnection connection) {
        return ProcessHandle.current().pid() + " " + connection.id();
    }
}

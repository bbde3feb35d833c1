package io.quarkiverse.socketio.test.devmode;

import io.quarkiverse.socketio.OnConnect;
import io.quarkiverse.socketio.OnEvent;
import io.quarkiverse.socketio.Socket;
import io.quarkiverse.socketio.SocketIO;

/** The test rewrites this file. */
@SocketIO
public class Greeter {
    @OnConnect
    void connected(Socket socket) {
        socket.emit("greeting", "before");
    }

    @OnEvent("ask")
    String ask() {
        return "answer before";
    }
}

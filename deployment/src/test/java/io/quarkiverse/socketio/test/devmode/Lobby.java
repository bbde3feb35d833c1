package io.quarkiverse.socketio.test.devmode;

import io.quarkiverse.socketio.OnConnect;
import io.quarkiverse.socketio.OnEvent;
import io.quarkiverse.socketio.Socket;
import io.quarkiverse.socketio.SocketIO;
import io.smallrye.mutiny.Uni;

/** The test rewrites this file. */
@SocketIO("/lobby")
public class Lobby {
    @OnConnect
    void connected(Socket socket) {
        socket.data().put("version", "before");
        socket.join("everyone");
    }

    @OnEvent("join")
    Uni<Integer> join(Socket socket, String room) {
        socket.join(room);
        return Uni.createFrom().item(socket.rooms().size());
    }

    @OnEvent("say")
    void say(Socket socket, String text) {
        socket.to("everyone").emit("said", text);
    }
}

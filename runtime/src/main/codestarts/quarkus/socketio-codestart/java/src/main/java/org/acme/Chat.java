package org.acme;

import io.quarkiverse.socketio.OnConnect;
import io.quarkiverse.socketio.OnEvent;
import io.quarkiverse.socketio.Socket;
import io.quarkiverse.socketio.SocketIO;

/** Handles the events of the page {@code chat.html}. */
@SocketIO
public class Chat {

    /** A line of the chat; JSON in the browser. */
    public record Line(String author, String text) {
    }

    @OnConnect
    void welcome(Socket socket) {
        socket.emit("line", new Line("Server", "Welcome! Open this page in a second tab."));
    }

    /** Sends the line to all others; the returned value is the acknowledgement for its author. */
    @OnEvent("say")
    Line say(Socket socket, Line line) {
        socket.broadcast().emit("line", line);
        return line;
    }
}

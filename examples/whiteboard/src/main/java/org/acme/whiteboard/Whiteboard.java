package org.acme.whiteboard;

import java.util.regex.Pattern;

import io.quarkiverse.socketio.ConnectErrorException;
import io.quarkiverse.socketio.Handshake;
import io.quarkiverse.socketio.OnConnect;
import io.quarkiverse.socketio.OnEvent;
import io.quarkiverse.socketio.OnHandshake;
import io.quarkiverse.socketio.Socket;
import io.quarkiverse.socketio.SocketIO;
import io.smallrye.common.annotation.NonBlocking;

/** Passes on what people draw, to all others who have the same board open. Nothing here blocks, so no thread is changed. */
@SocketIO
@NonBlocking
public class Whiteboard {
    private static final String ROOM = "room";
    private static final Pattern NAME = Pattern.compile("[a-z0-9-]{1,20}");

    record Login(String board) {
    }

    @OnHandshake
    void check(Socket socket, Handshake handshake) {
        String board = handshake.auth(Login.class).board();
        if (board == null || !NAME.matcher(board).matches()) {
            throw new ConnectErrorException("The name of a board has 1 to 20 letters, digits and -.");
        }
        socket.data().put(ROOM, "board:" + board);
    }

    @OnConnect
    void opened(Socket socket) {
        socket.join(room(socket));
    }

    @OnEvent("stroke")
    void stroke(Socket socket, Stroke stroke) {
        if (stroke != null) {
            socket.to(room(socket)).asVolatile().emit("stroke", stroke);
        }
    }

    @OnEvent("clear")
    void clear(Socket socket) {
        socket.to(room(socket)).emit("clear");
    }

    private static String room(Socket socket) {
        return (String) socket.data().get(ROOM);
    }
}

package org.acme.chat;

import java.util.Optional;

import jakarta.inject.Inject;

import io.quarkiverse.socketio.ConnectErrorException;
import io.quarkiverse.socketio.Handshake;
import io.quarkiverse.socketio.OnConnect;
import io.quarkiverse.socketio.OnDisconnect;
import io.quarkiverse.socketio.OnEvent;
import io.quarkiverse.socketio.OnHandshake;
import io.quarkiverse.socketio.Socket;
import io.quarkiverse.socketio.SocketIO;
import io.quarkiverse.socketio.SocketIOServer;

/** Passes on what people write. */
@SocketIO
public class Chat {
    private static final String NAME = "name";
    private static final int LONGEST_NAME = 20;
    private static final int LONGEST_TEXT = 500;

    @Inject
    SocketIOServer io;

    @Inject
    Participants participants;

    record Login(String name) {
    }

    record Message(String from, String text) {
    }

    @OnHandshake
    void check(Socket socket, Handshake handshake) {
        String name = text(handshake.auth(Login.class).name(), LONGEST_NAME)
                .orElseThrow(() -> new ConnectErrorException("A name has 1 to " + LONGEST_NAME + " characters."));
        socket.data().put(NAME, name);
    }

    @OnConnect
    void joined(Socket socket) {
        socket.broadcast().emit("joined", name(socket));
        participants.changed();
    }

    @OnEvent("message")
    void message(Socket socket, String sent) {
        text(sent, LONGEST_TEXT).ifPresent(text -> io.emit("message", new Message(name(socket), text)));
    }

    @OnEvent("typing")
    void typing(Socket socket) {
        socket.broadcast().asVolatile().emit("typing", name(socket));
    }

    @OnDisconnect
    void left(Socket socket) {
        socket.broadcast().emit("left", name(socket));
        participants.changed();
    }

    private static String name(Socket socket) {
        return (String) socket.data().get(NAME);
    }

    /** Returns the text without blanks around it; empty if the client sends no text or a longer one. */
    private static Optional<String> text(String value, int longest) {
        return Optional.ofNullable(value).map(String::strip).filter(text -> !text.isEmpty() && text.length() <= longest);
    }
}

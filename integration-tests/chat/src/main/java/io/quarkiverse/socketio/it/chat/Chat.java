package io.quarkiverse.socketio.it.chat;

import java.time.Instant;
import java.util.Optional;

import jakarta.inject.Inject;

import io.quarkiverse.socketio.Handshake;
import io.quarkiverse.socketio.Namespace;
import io.quarkiverse.socketio.OnConnect;
import io.quarkiverse.socketio.OnDisconnect;
import io.quarkiverse.socketio.OnEvent;
import io.quarkiverse.socketio.Socket;
import io.quarkiverse.socketio.SocketIO;

/** Handles the events of one browser tab: join, enter a room, send a message, leave. */
@SocketIO("/chat")
public class Chat {
    @Inject
    People people;

    @Inject
    Workers workers;

    /** The data that a tab sends when it connects, and again when it reconnects. */
    record Guest(String name) {
    }

    /** A message as all members of the room get it. */
    record Line(String room, String id, String from, String text, int worker, Instant at) {
    }

    /** The acknowledgement: {@code refused} says why, or is null. */
    record Answer(String refused) {
        static final Answer DONE = new Answer(null);
    }

    @OnConnect
    void come(Socket socket, Handshake handshake) {
        socket.data().put("name", People.name(handshake.auth(Guest.class).name()));
        socket.data().put("worker", workers.self());
        socket.emit("workers", workers.status());
    }

    /** A tab is in one room at a time, in none before it enters its first. */
    @OnEvent("enter")
    Answer enter(Socket socket, String room) {
        Optional<String> refused = Room.refused(room);
        if (refused.isPresent()) {
            return new Answer(refused.get());
        }
        socket.rooms().stream().filter(Room::isRoom).forEach(socket::leave);
        socket.join(room);
        people.changed();
        return Answer.DONE;
    }

    @OnEvent("say")
    Answer say(Socket socket, Namespace chat, Message message) {
        Optional<String> refused = message.refused(socket.rooms());
        if (refused.isPresent()) {
            return new Answer(refused.get());
        }
        chat.to(message.room()).emit("line", new Line(message.room(), socket.id(),
                (String) socket.data().get("name"), message.text().strip(), workers.self(), Instant.now()));
        return Answer.DONE;
    }

    @OnDisconnect
    void go() {
        people.changed();
    }
}

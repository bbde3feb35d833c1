package io.quarkiverse.socketio.it.chat;

import java.util.Optional;
import java.util.Set;

/** A message of a user to a room. */
record Message(String room, String text) {
    static final int MAX_LENGTH = 500;

    /** Returns why a user in these rooms cannot send it, or null. */
    Optional<String> refused(Set<String> rooms) {
        if (room == null || !Room.isRoom(room) || !rooms.contains(room)) {
            return Optional.of("You are not in that room.");
        }
        if (text == null || text.isBlank()) {
            return Optional.of("A message needs some text.");
        }
        if (text.strip().length() > MAX_LENGTH) {
            return Optional.of("A message has at most " + MAX_LENGTH + " characters; this one has " + text.strip().length()
                    + ".");
        }
        return Optional.empty();
    }
}

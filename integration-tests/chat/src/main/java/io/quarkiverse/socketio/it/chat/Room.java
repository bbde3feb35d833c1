package io.quarkiverse.socketio.it.chat;

import java.util.Optional;
import java.util.regex.Pattern;

/** The names of rooms. They begin with #, which keeps them apart from the room that each socket has under its own id. */
final class Room {
    private static final Pattern NAME = Pattern.compile("#[\\p{L}\\p{N}_-]{1,20}");

    private Room() {
    }

    static boolean isRoom(String name) {
        return name.startsWith("#");
    }

    /** Returns why it cannot be the name of a room, or null. */
    static Optional<String> refused(String name) {
        return name != null && NAME.matcher(name).matches() ? Optional.empty()
                : Optional.of("A room's name has 1 to 20 letters, digits, - and _.");
    }
}

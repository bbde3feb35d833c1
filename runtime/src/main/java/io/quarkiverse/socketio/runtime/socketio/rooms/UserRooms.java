package io.quarkiverse.socketio.runtime.socketio.rooms;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.SocketIOException;
import io.quarkiverse.socketio.runtime.log.DebugLog;

/**
 * The names of the rooms that have all sockets of one user. The application often takes the names of rooms from clients, so it
 * cannot make sockets join or leave these rooms, and selects them only by a handle that Presence makes: a name of this process,
 * which clients cannot guess.
 * <p>
 * Thread: any; stateless.
 */
public final class UserRooms {
    private static final String PREFIX = "quarkus:user:";
    private static final String HANDLE = PREFIX + UUID.randomUUID() + ":";

    private UserRooms() {
    }

    /** Returns the name of the room of a user. */
    public static String name(String user) {
        return PREFIX + Objects.requireNonNull(user, "The name of a user must not be null");
    }

    /** Returns the handle of the room of a user, for {@link #selected}. */
    public static String handle(String user) {
        return HANDLE + Objects.requireNonNull(user, "The name of a user must not be null");
    }

    /** Returns what selects the room of any name: for administrators, who may name those of users. */
    public static String any(String room) {
        String user = userOf(room);
        return user == null ? room : handle(user);
    }

    /**
     * Returns the room that the application selects, for a handle that of its user.
     *
     * @throws SocketIOException if it is the name of the room of a user
     */
    public static String selected(String room) {
        if (RoomNames.checked(room).startsWith(HANDLE)) {
            return name(room.substring(HANDLE.length()));
        } else if (room.startsWith(PREFIX)) {
            throw new SocketIOException(
                    "The room " + DebugLog.name(room) + " is not selected by its name, which a client may have"
                            + " sent: use presence.room(user), in the process that emits");
        }
        return room;
    }

    /** Returns the user of a room; {@code null} if it is another room. */
    public static @Nullable String userOf(String room) {
        return room.startsWith(PREFIX) ? room.substring(PREFIX.length()) : null;
    }

    /**
     * Returns rooms that the application names.
     *
     * @throws SocketIOException if one of them is that of a user
     */
    public static Set<String> checked(Set<String> rooms) {
        rooms.forEach(UserRooms::check);
        return rooms;
    }

    /** As {@link #checked(Set)}. */
    public static List<String> checked(String... rooms) {
        for (String room : rooms) {
            check(room);
        }
        return List.of(rooms);
    }

    private static void check(String room) {
        if (RoomNames.checked(room).startsWith(PREFIX)) {
            throw new SocketIOException("No socket can be made to join or leave " + DebugLog.name(room)
                    + ": rooms whose names begin with " + PREFIX + " are those of Presence");
        }
    }
}

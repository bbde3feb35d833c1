package io.quarkiverse.socketio.runtime.socketio.rooms;

import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.SocketIOException;
import io.quarkiverse.socketio.runtime.log.DebugLog;

/**
 * The names of the rooms that have all sockets of one user. The application cannot make sockets join or leave them, as it often
 * takes the names of rooms from clients.
 * <p>
 * Thread: any; stateless.
 */
public final class UserRooms {
    private static final String PREFIX = "quarkus:user:";

    private UserRooms() {
    }

    /** Returns the name of the room of a user. */
    public static String name(String user) {
        return PREFIX + user;
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
        List<String> all = List.of(rooms);
        all.forEach(UserRooms::check);
        return all;
    }

    private static void check(String room) {
        if (room.startsWith(PREFIX)) {
            throw new SocketIOException("No socket can be made to join or leave " + DebugLog.name(room)
                    + ": rooms whose names begin with " + PREFIX + " are those of Presence");
        }
    }
}

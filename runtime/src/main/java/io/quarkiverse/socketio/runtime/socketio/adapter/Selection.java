package io.quarkiverse.socketio.runtime.socketio.adapter;

import java.util.Collections;
import java.util.Set;

/**
 * Which sockets, and how it is done to them.
 *
 * @param rooms the sockets in any of them; all where it is empty
 * @param except but not those in any of these
 * @param byId whether {@code rooms} has the ids of sockets, not the names of rooms: who joined a room of such a name is not
 *        selected
 */
public record Selection(Set<String> rooms, Set<String> except, Flags flags, boolean byId) {
    public static final Selection ALL = new Selection(Set.of(), Set.of(), Flags.DEFAULT);

    /** Of rooms. */
    public Selection(Set<String> rooms, Set<String> except, Flags flags) {
        this(rooms, except, flags, false);
    }

    /** That one socket alone, whatever rooms it and others are in. */
    public static Selection ofSocket(String id, Flags flags) {
        return new Selection(Set.of(id), Set.of(), flags, true);
    }

    /** Whether the socket of that id, in these rooms, is selected. */
    boolean includes(String id, Set<String> memberRooms) {
        boolean chosen = byId ? rooms.contains(id) : rooms.isEmpty() || !Collections.disjoint(rooms, memberRooms);
        return chosen && Collections.disjoint(except, memberRooms);
    }

    public boolean local() {
        return flags.local();
    }

    public Selection with(Flags others) {
        return new Selection(rooms, except, others, byId);
    }
}

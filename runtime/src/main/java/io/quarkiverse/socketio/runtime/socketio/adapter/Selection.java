package io.quarkiverse.socketio.runtime.socketio.adapter;

import java.util.Collections;
import java.util.Set;

/**
 * Which sockets, and how it is done to them.
 *
 * @param rooms the sockets in any of them; all where it is empty
 * @param except but not those in any of these
 */
public record Selection(Set<String> rooms, Set<String> except, Flags flags) {
    public static final Selection ALL = new Selection(Set.of(), Set.of(), Flags.DEFAULT);

    /** Whether somebody in these rooms is selected. */
    boolean includes(Set<String> memberRooms) {
        return (rooms.isEmpty() || !Collections.disjoint(rooms, memberRooms)) && Collections.disjoint(except, memberRooms);
    }

    public boolean local() {
        return flags.local();
    }

    public Selection with(Flags others) {
        return new Selection(rooms, except, others);
    }
}

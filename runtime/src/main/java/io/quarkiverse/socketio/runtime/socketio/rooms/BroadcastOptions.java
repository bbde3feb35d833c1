package io.quarkiverse.socketio.runtime.socketio.rooms;

import java.util.Collections;
import java.util.Set;

import io.quarkiverse.socketio.runtime.log.DebugLog;

/**
 * Which sockets of a namespace are selected, and how a packet is sent to them.
 *
 * @param rooms selects the sockets in any of these rooms; empty for all sockets
 * @param except excludes the sockets in any of these rooms
 * @param byId whether {@code rooms} has the ids of sockets, not the names of rooms: a socket that joined a room of such a name
 *        is not selected
 */
public record BroadcastOptions(Set<String> rooms, Set<String> except, BroadcastFlags flags, boolean byId) {
    public static final BroadcastOptions ALL = new BroadcastOptions(Set.of(), Set.of(), BroadcastFlags.DEFAULT);

    /** Selects by rooms. */
    public BroadcastOptions(Set<String> rooms, Set<String> except, BroadcastFlags flags) {
        this(rooms, except, flags, false);
    }

    /** Selects one socket, whatever rooms it and others are in. */
    public static BroadcastOptions ofSocket(String id, BroadcastFlags flags) {
        return new BroadcastOptions(Set.of(id), Set.of(), flags, true);
    }

    /** Whether the socket of that id, in these rooms, is selected. */
    public boolean includes(String id, Set<String> memberRooms) {
        boolean chosen = byId ? rooms.contains(id) : rooms.isEmpty() || !Collections.disjoint(rooms, memberRooms);
        return chosen && Collections.disjoint(except, memberRooms);
    }

    public boolean local() {
        return flags.local();
    }

    public BroadcastOptions with(BroadcastFlags others) {
        return new BroadcastOptions(rooms, except, others, byId);
    }

    /** Describes the options for debug lines. */
    @Override
    public String toString() {
        String selected = rooms.isEmpty() ? "all sockets" : (byId ? "socket " : "rooms ") + DebugLog.names(rooms);
        return selected + (except.isEmpty() ? "" : " except " + DebugLog.names(except)) + (flags.local() ? ", local" : "")
                + (flags.mayDrop() ? ", volatile" : "") + (flags.compress() ? "" : ", not compressed");
    }
}

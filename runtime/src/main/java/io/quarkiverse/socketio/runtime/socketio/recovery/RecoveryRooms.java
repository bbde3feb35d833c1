package io.quarkiverse.socketio.runtime.socketio.recovery;

import java.util.Collection;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.runtime.socketio.rooms.LocalSocket;

/**
 * What the recovery of sessions uses of the rooms of a namespace.
 * <p>
 * Thread: any.
 */
public interface RecoveryRooms {

    /** Lets a socket join rooms before it is added: until then it is in no room for others, and not connected. */
    void reserve(LocalSocket socket);

    /**
     * Adds a socket to the room of its own id and to those it joined since it was reserved.
     *
     * @return the place after which it is sent all kept events that are for it; 0 where events are not kept
     */
    long add(LocalSocket socket);

    /**
     * Adds the socket of a client that recovers its session; it is in its rooms already.
     *
     * @param offset of the last event that the client received
     * @return the events that it missed, in order; {@code null}, and the socket is not added, if some are not kept any more
     */
    @Nullable
    List<SentEvent> addRecovered(LocalSocket socket, StoredSession.Progress progress, Offset offset);

    /**
     * Joins rooms; does nothing for a socket that is not here.
     *
     * @return {@code false}, and the rooms are as before, if the socket would be in too many
     */
    boolean join(LocalSocket socket, Collection<String> rooms);

    /** Returns a copy of the rooms of a socket; empty if it is not here. */
    Set<String> roomsOf(LocalSocket socket);
}

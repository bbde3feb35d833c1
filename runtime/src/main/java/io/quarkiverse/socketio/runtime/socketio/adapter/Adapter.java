package io.quarkiverse.socketio.runtime.socketio.adapter;

import java.util.Collection;
import java.util.List;
import java.util.Set;

import io.quarkiverse.socketio.runtime.socketio.packet.EncodedPacket;
import io.smallrye.mutiny.Uni;

/**
 * PORT: the rooms of one namespace, and what is done to the sockets of all servers. The first part is about the sockets of this
 * server, the second reaches the others too unless the selection is local.
 * <p>
 * Thread: any.
 */
public interface Adapter {

    /** Adds a socket, in the room of its own id. */
    void add(Member member);

    /** Takes a socket out of all rooms. */
    void remove(String id);

    /** Does nothing for a socket that is not, or not any more, here. */
    void join(String id, Collection<String> rooms);

    void leave(String id, String room);

    boolean contains(String id);

    /** Its rooms, a copy; empty for a socket that is not here. */
    Set<String> roomsOf(String id);

    /** The sockets of this server that are selected, each once. */
    Collection<Member> local(Selection selection);

    /** Sends a packet: to other servers first, so that a slow client here delays nobody, then here. */
    void broadcast(EncodedPacket packet, Selection selection);

    /** Servers that do not answer in time are left out. */
    Uni<List<SocketDetails>> fetchSockets(Selection selection);

    void socketsJoin(Selection selection, Set<String> rooms);

    void socketsLeave(Selection selection, Set<String> rooms);

    void disconnectSockets(Selection selection, boolean close);

    /** To the other servers, never to this one. */
    void serverSideEmit(EncodedPacket event);
}

package io.quarkiverse.socketio.runtime.socketio.adapter;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.RoomListener;
import io.quarkiverse.socketio.runtime.socketio.packet.EncodedPacket;
import io.smallrye.mutiny.Uni;

/**
 * PORT: the rooms of one namespace, and what is done to the sockets of all servers. The first part is about the sockets of this
 * server, the second reaches the others too unless the selection is local.
 * <p>
 * Thread: any.
 */
public interface Adapter {

    /**
     * Lets a socket join rooms before it is {@link #add}ed: until then nobody sees it there, and it is not {@link #contains
     * contained}.
     */
    void reserve(LocalSocket member);

    /**
     * Adds a socket, in the room of its own id and those it joined since it was reserved.
     *
     * @return the place after which it gets all kept events that are for it; 0 where events are not kept
     */
    long add(LocalSocket member);

    /**
     * As {@link #add}, for a socket whose client was here, or on another server, before; it is in its rooms already.
     *
     * @param offset of the last event it got
     * @return what it missed, in order; {@code null}, and it is not added, if some of that is not kept any more
     */
    @Nullable
    List<SentEvent> addAgain(LocalSocket member, StoredSession.Progress progress, Offset offset);

    /** The events that clients get when they come back; {@code null} if they do not come back. */
    @Nullable
    EventLog log();

    /** The sessions that clients come back to; {@code null} if they do not come back. */
    @Nullable
    SessionStore sessions();

    /**
     * Takes a socket out of all rooms; not another one that has its id now, here as below.
     *
     * @return the place up to which it was given all kept events that were for it; 0 where events are not kept
     */
    long remove(LocalSocket member);

    /**
     * Does nothing for a socket that is not, or not any more, here.
     *
     * @return {@code false}, and it is in the rooms it was in before, if it would be in too many
     */
    boolean join(LocalSocket member, Collection<String> rooms);

    void leave(LocalSocket member, String room);

    boolean contains(LocalSocket member);

    /** The rooms that sockets of this server are in: a copy. */
    Set<String> rooms();

    /** Tells of the rooms of this server from now on. */
    void listen(RoomListener listener);

    /** Its rooms, a copy; empty for a socket that is not here. */
    Set<String> roomsOf(LocalSocket member);

    /** The sockets of this server that are selected, each once. */
    Collection<LocalSocket> local(BroadcastOptions selection);

    /** Sends a packet: to other servers first, so that a slow client here delays nobody, then here. */
    void broadcast(EncodedPacket packet, BroadcastOptions selection);

    /** As {@link #broadcast}, and collects what the clients answer. Sent at each subscription. */
    Uni<Responses<EncodedPacket>> broadcastWithAck(EncodedPacket event, BroadcastOptions selection, Duration timeout);

    Uni<Responses<SocketDetails>> fetchSockets(BroadcastOptions selection, Duration timeout);

    void socketsJoin(BroadcastOptions selection, Set<String> rooms);

    void socketsLeave(BroadcastOptions selection, Set<String> rooms);

    void disconnectSockets(BroadcastOptions selection, boolean close);

    /** To the other servers, never to this one. */
    void serverSideEmit(EncodedPacket event);

    /** As {@link #serverSideEmit}, and collects one answer of each server. Sent at each subscription. */
    Uni<Responses<EncodedPacket>> serverSideEmitWithAck(EncodedPacket event, Duration timeout);

    /** How many servers there are, this one included. */
    Uni<Integer> serverCount();

    /** The namespace is gone: nothing more comes from other servers. */
    void close();
}

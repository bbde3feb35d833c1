package io.quarkiverse.socketio.runtime.socketio.adapter;

import java.time.Duration;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.runtime.socketio.packet.EncodedPacket;
import io.quarkiverse.socketio.runtime.socketio.recovery.EventLog;
import io.quarkiverse.socketio.runtime.socketio.recovery.SessionStore;
import io.quarkiverse.socketio.runtime.socketio.rooms.BroadcastOptions;
import io.smallrye.mutiny.Uni;

/**
 * PORT: does something to the sockets of one namespace, those of all servers unless the options are local.
 * <p>
 * Thread: any.
 */
public interface Adapter {

    /** Returns the sockets of this server with their rooms. */
    LocalRooms rooms();

    /** The events that clients get when they come back; {@code null} if they do not come back. */
    @Nullable
    EventLog log();

    /** The sessions that clients come back to; {@code null} if they do not come back. */
    @Nullable
    SessionStore sessions();

    /** Sends a packet: to other servers first, so that a slow client here delays nobody, then here. */
    void broadcast(EncodedPacket packet, BroadcastOptions options);

    /** As {@link #broadcast}, and collects what the clients answer. Sent at each subscription. */
    Uni<Responses<EncodedPacket>> broadcastWithAck(EncodedPacket event, BroadcastOptions options, Duration timeout);

    Uni<Responses<SocketDetails>> fetchSockets(BroadcastOptions options, Duration timeout);

    void socketsJoin(BroadcastOptions options, Set<String> rooms);

    void socketsLeave(BroadcastOptions options, Set<String> rooms);

    void disconnectSockets(BroadcastOptions options, boolean close);

    /** To the other servers, never to this one. */
    void serverSideEmit(EncodedPacket event);

    /** As {@link #serverSideEmit}, and collects one answer of each server. Sent at each subscription. */
    Uni<Responses<EncodedPacket>> serverSideEmitWithAck(EncodedPacket event, Duration timeout);

    /** How many servers there are, this one included. */
    Uni<Integer> serverCount();

    /** The namespace is gone: nothing more comes from other servers. */
    void close();
}

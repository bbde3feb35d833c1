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
 * PORT: broadcasts to the sockets of one namespace and controls them: those of all servers, unless the options are local.
 * <p>
 * Thread: any.
 */
public interface Adapter {
    Duration DEFAULT_REQUEST_TIMEOUT = Duration.ofSeconds(5);

    /** Returns the sockets of this server with their rooms. */
    LocalRooms rooms();

    /** Returns the log of kept events; {@code null} if clients cannot recover their sessions. */
    @Nullable
    EventLog log();

    /** Returns the sessions that clients can recover; {@code null} if they cannot. */
    @Nullable
    SessionStore sessions();

    /** Sends a packet: to other servers first, so that a slow client here delays no other server, then here. */
    void broadcast(EncodedPacket packet, BroadcastOptions options);

    /** As {@link #broadcast}, and collects the acknowledgements of the clients. Sent at each subscription. */
    Uni<Responses<EncodedPacket>> broadcastWithAck(EncodedPacket event, BroadcastOptions options, Duration timeout);

    Uni<Responses<SocketDetails>> fetchSockets(BroadcastOptions options, Duration timeout);

    void socketsJoin(BroadcastOptions options, Set<String> rooms);

    void socketsLeave(BroadcastOptions options, Set<String> rooms);

    void disconnectSockets(BroadcastOptions options, boolean close);

    /** Emits an event to the other servers, never to this one. */
    void serverSideEmit(EncodedPacket event);

    /** As {@link #serverSideEmit}, and collects one answer of each server. Sent at each subscription. */
    Uni<Responses<EncodedPacket>> serverSideEmitWithAck(EncodedPacket event, Duration timeout);

    /** Returns the number of servers, this one included. */
    Uni<Integer> serverCount();

    /** Returns how long requests to servers may take that have no time limit of their own. The default is Socket.IO's. */
    default Duration requestTimeout() {
        return DEFAULT_REQUEST_TIMEOUT;
    }

    /** Closes the adapter with its namespace: nothing is received from other servers any more. */
    void close();
}

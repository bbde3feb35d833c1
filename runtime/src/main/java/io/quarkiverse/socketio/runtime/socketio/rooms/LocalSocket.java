package io.quarkiverse.socketio.runtime.socketio.rooms;

import io.quarkiverse.socketio.runtime.engineio.TaskGroup;
import io.quarkiverse.socketio.runtime.log.DebugLog;
import io.quarkiverse.socketio.runtime.socketio.packet.EncodedPacket;
import io.quarkiverse.socketio.runtime.socketio.packet.PacketFrames;
import io.smallrye.mutiny.Uni;

/**
 * A socket of this server as the adapter sees it.
 * <p>
 * Thread: any.
 */
public interface LocalSocket {
    String id();

    /** Returns the session id and the namespace, with which lines of {@link DebugLog#SOCKET} begin. */
    String label();

    /**
     * Sends a packet and releases the caller's reference.
     *
     * @param mayDrop whether the packet may be dropped if the client cannot take it now
     */
    void deliver(PacketFrames packet, boolean mayDrop);

    /** As {@link #deliver(PacketFrames, boolean)}, in a group with other sockets; the caller keeps its reference. */
    void deliver(TaskGroup<Delivery> group);

    /**
     * Enqueues an event that has a place, or one of another server, before events that have no place yet, and releases the
     * caller's reference. May be called while a lock is held.
     *
     * @param place of the event, or {@link EventSlot#NO_PLACE}
     * @param mayDrop as for {@link #deliver}
     * @return sends the event; to be run when no lock is held
     */
    Runnable enqueue(PacketFrames packet, long place, boolean mayDrop);

    /** Reserves a slot for an event that gets its place later; may be called while a lock is held. */
    EventSlot reserve();

    /** Sends an event that is kept for this socket alone. */
    void emitKept(EncodedPacket event, BroadcastFlags flags);

    /**
     * Sends a packet that asks for an acknowledgement under that id, and releases the caller's reference; to be subscribed to
     * once. Fails if the client is disconnected before it answers.
     */
    Uni<ClientAnswer> deliverWithAck(PacketFrames packet, long ackId);

    void disconnect(boolean close);

    /** The socket was made to join or leave rooms. */
    void onRoomsChanged();

    /** The names of its rooms take that many bytes more, or fewer if negative. */
    void onRoomBytes(long change);

    /** The socket was to join rooms, but would be in too many: its rooms are unchanged. */
    void onTooManyRooms();

    /** Returns the application's values, encoded by the parser. */
    byte[] encodedData();

    /** Returns the handshake, encoded by the parser. */
    byte[] encodedHandshake();
}

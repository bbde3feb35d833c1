package io.quarkiverse.socketio.runtime.socketio.rooms;

import io.quarkiverse.socketio.runtime.socketio.packet.EncodedPacket;
import io.quarkiverse.socketio.runtime.socketio.packet.PacketFrames;
import io.smallrye.mutiny.Uni;

/**
 * A socket of this server, as the adapter sees it.
 * <p>
 * Thread: any.
 */
public interface LocalSocket {
    String id();

    /** Sends a packet and spends the caller's reference; may drop it if that is allowed and the client cannot take it now. */
    void deliver(PacketFrames packet, boolean mayDrop);

    /**
     * Sends the event of a place, or one of another server, and spends the caller's reference. It takes its turn now, before
     * events that have no place yet, and leaves when the caller runs what is returned; the first may be done while a lock is
     * held.
     *
     * @param place of the event, or {@link OutboxSlot#NOWHERE}
     * @param mayDrop as for {@link #deliver}
     */
    Runnable enqueue(PacketFrames packet, long place, boolean mayDrop);

    /** Takes the turn of an event that gets its place later; may be called while a lock is held. */
    OutboxSlot hold();

    /** Sends an event that is kept for this socket alone. */
    void emitKept(EncodedPacket event, BroadcastFlags flags);

    /**
     * Sends a packet that asks for an acknowledgement under that id, and spends the caller's reference; to be subscribed to
     * once. Fails if the client is disconnected before it answers. Who cancels waits no longer.
     */
    Uni<EncodedPacket> deliverWithAck(PacketFrames packet, long ackId);

    void disconnect(boolean close);

    /** It was let into rooms, or taken out of some. */
    void onRoomsChanged();

    /** It holds so many bytes more, of the names of its rooms; fewer if negative. */
    void onRoomBytes(long change);

    /** Somebody wanted it to join rooms, but it would be in too many: it was left as it is. */
    void onTooManyRooms();

    /** The application's values, encoded by the parser. */
    byte[] encodedData();

    /** What the client said when it connected, encoded by the parser. */
    byte[] encodedHandshake();
}

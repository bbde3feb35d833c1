package io.quarkiverse.socketio.runtime.socketio.adapter;

import io.quarkiverse.socketio.runtime.socketio.packet.EncodedPacket;
import io.quarkiverse.socketio.runtime.socketio.packet.PacketFrames;
import io.smallrye.mutiny.Uni;

/**
 * A socket of this server, as the adapter sees it.
 * <p>
 * Thread: any.
 */
public interface Member {
    String id();

    /** Sends a packet and spends the caller's reference; may drop it if that is allowed and the client cannot take it now. */
    void deliver(PacketFrames packet, boolean mayDrop);

    /**
     * As {@link #deliver}, in two steps: the packet takes its place behind those of earlier calls now, and leaves when the
     * caller runs what is returned. The first step may be done while a lock is held.
     */
    default Runnable enqueue(PacketFrames packet, boolean mayDrop) {
        return () -> deliver(packet, mayDrop);
    }

    /**
     * Sends a packet that asks for an acknowledgement under that id, and spends the caller's reference; to be subscribed to
     * once. Fails if the client is disconnected before it answers. Who cancels waits no longer.
     */
    Uni<EncodedPacket> deliverWithAck(PacketFrames packet, long ackId);

    void disconnect(boolean close);

    /** It holds so many bytes more, of the names of its rooms; fewer if negative. */
    void onRoomBytes(long change);

    /** Somebody wanted it to join rooms, but it would be in too many: it was left as it is. */
    void onTooManyRooms();

    /** The application's values, encoded by the parser. */
    byte[] encodedData();

    /** What the client said when it connected, encoded by the parser. */
    byte[] encodedHandshake();
}

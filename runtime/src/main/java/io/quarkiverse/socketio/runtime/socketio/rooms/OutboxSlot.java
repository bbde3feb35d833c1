package io.quarkiverse.socketio.runtime.socketio.rooms;

import io.quarkiverse.socketio.runtime.socketio.packet.PacketFrames;

/**
 * The turn of an event, among all that is sent to one socket, that has no place yet. What is sent to that socket later waits,
 * but for kept events of other servers, whose places are lower.
 * <p>
 * Thread: any.
 */
public interface OutboxSlot {
    /** As the place of an event that has none. */
    long NOWHERE = -1;

    /**
     * Sends the event, once, and spends the caller's reference. It takes its turn now, and leaves when the caller runs what is
     * returned; the first may be done while a lock is held.
     *
     * @param place of the event, or {@link #NOWHERE}
     */
    Runnable fill(PacketFrames packet, long place);
}

package io.quarkiverse.socketio.runtime.socketio.rooms;

import io.quarkiverse.socketio.runtime.socketio.packet.PacketFrames;

/**
 * A position in the outbox of one socket, reserved for a kept event whose place is not known yet. All that is sent to that
 * socket later waits until the slot is filled, except kept events of other servers, whose places are lower.
 * <p>
 * Thread: any.
 */
public interface EventSlot {
    /** The place of an event that is not kept. */
    long NO_PLACE = -1;

    /**
     * Fills the slot with the event, once, and releases the caller's reference. May be called while a lock is held.
     *
     * @param place of the event, or {@link #NO_PLACE}
     * @return sends the event; to be run when no lock is held
     */
    Runnable fill(PacketFrames packet, long place);
}

package io.quarkiverse.socketio.runtime.socketio.recovery;

import io.quarkiverse.socketio.runtime.socketio.packet.EncodedPacket;

/**
 * A kept or direct event as it is sent to one socket.
 *
 * @param place of a kept event; of a direct one, that of the kept event that the socket was sent before it
 * @param direct the number of a direct event among those of its socket, from 0 on; {@link Offset#NONE} for a kept one
 * @param event as the application sent it, without an offset
 * @param compress whether transports may compress it
 */
public record SentEvent(long place, long direct, EncodedPacket event, boolean compress) {

    public boolean isDirect() {
        return direct != Offset.NONE;
    }

    /** Whether it was sent to the same socket before the other one, which is direct. */
    boolean isBefore(SentEvent other) {
        return isDirect() ? direct < other.direct : place <= other.place;
    }
}

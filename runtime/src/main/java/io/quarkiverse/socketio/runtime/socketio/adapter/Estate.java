package io.quarkiverse.socketio.runtime.socketio.adapter;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.quarkiverse.socketio.runtime.socketio.packet.EncodedPacket;

/**
 * What a server that leaves had in its store, or a part of that; in all parts but for the two lists the same.
 *
 * @param prefix of its offsets
 * @param via the prefix of the estate that tells what came after this one; empty if the heir's own events do
 * @param position its last event's
 * @param heard the number of the last event of each server
 * @param first the number of the first of these events
 * @param events the last ones up to {@code position}, in order
 */
public record Estate(String prefix, String via, long position, Map<String, Long> heard, long first, // wall: a row
        List<Kept> events, List<Left> sessions) {

    /** An event. */
    public record Kept(EncodedPacket event, Selection selection, Origin origin, Duration age) {
    }

    /** A session whose client is gone. */
    public record Left(StoredSession session, Duration age) {
    }

    /** A part of it. */
    public Estate part(long firstOfThese, List<Kept> someEvents, List<Left> someSessions) {
        return new Estate(prefix, via, position, heard, firstOfThese, someEvents, someSessions);
    }
}

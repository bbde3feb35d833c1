package io.quarkiverse.socketio.runtime.socketio.adapter;

import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * What is kept of a socket while its client is gone.
 *
 * @param id of the socket, and of the one that takes its place
 * @param pid the secret that only its client knows
 * @param rooms those it was in, its own among them
 * @param data the application's values, as they are
 * @param since the {@link SessionStore#position} when the client connected first: packets before are not its own
 * @param former {@code null} if it was never on another server
 */
public record StoredSession(String id, String pid, Set<String> rooms, Map<String, Object> data, long since, // wall: a row
        @Nullable Former former) {
    private static final int SESSION_BYTES = 500;

    /**
     * A client that came from another server says the offset of that one until it gets an event of this one.
     *
     * @param offset what it says
     * @param here what that means
     */
    public record Former(String offset, String here) {
    }

    /** About how many bytes it takes, without what the application keeps in it. */
    long bytes() {
        long bytes = SESSION_BYTES;
        for (String room : rooms) {
            bytes += RoomIndex.bytesOf(room);
        }
        return bytes;
    }

    /** What the offset that a client says is on this server. */
    public String offsetHere(String said) {
        return former != null && former.offset.equals(said) ? former.here : said;
    }
}

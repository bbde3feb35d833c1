package io.quarkiverse.socketio.runtime.socketio.recovery;

import java.util.List;
import java.util.Map;
import java.util.Set;

import io.quarkiverse.socketio.runtime.socketio.rooms.RoomIndex;

/**
 * What a client comes back to.
 *
 * @param id of the socket, and of the one that takes its place
 * @param pid the secret that only its client knows
 * @param owner who the client is, see {@link SessionStore#take}
 * @param server the name of the server that has saved it
 * @param rooms those it was in, its own among them
 * @param data the application's values, as they are
 * @param progress what was sent to it
 */
public record StoredSession(String id, String pid, String owner, String server, Set<String> rooms, // wall: a row
        Map<String, Object> data, Progress progress) {
    private static final int SESSION_BYTES = 500;
    private static final int DIRECT_BYTES = 100;

    /**
     * What was sent to a socket.
     *
     * @param since the place when its client connected first: events before are not its own
     * @param position the place up to which it was given all kept events that were for it
     * @param last the place of the last of these, or -1 if that is not known
     * @param numbers how many direct events it was sent
     * @param dropped of the direct events that it was sent, the last one that is not kept any more
     * @param direct those that are kept, the oldest first
     */
    public record Progress(long since, long position, long last, long numbers, Offset dropped, // wall: a row
            List<SentEvent> direct) {
        /** Nothing was dropped. */
        public static final Offset ALL = new Offset(-1, -1);

        /** Returns the place after which kept events are looked for, for a client that got that far; -1 if there is none. */
        long from(Offset offset) {
            boolean known = offset.place() >= since && offset.direct() < numbers && !isDropped(offset);
            return !known ? -1 : offset.place() == last ? Math.max(position, last) : offset.place();
        }

        private boolean isDropped(Offset offset) {
            return offset.direct() == Offset.NONE ? dropped.place() >= offset.place() : dropped.direct() > offset.direct();
        }

        /** Whether a client that got that far has not got a direct event. */
        public boolean isMissed(SentEvent event, Offset offset) {
            return offset.direct() == Offset.NONE ? event.place() >= offset.place() : event.direct() > offset.direct();
        }
    }

    /** About how many bytes it takes, without what the application keeps in it. */
    long bytes() {
        long bytes = SESSION_BYTES;
        for (String room : rooms) {
            bytes += RoomIndex.bytesOf(room);
        }
        for (SentEvent direct : progress.direct()) {
            bytes += DIRECT_BYTES + direct.event().size();
        }
        return bytes;
    }
}

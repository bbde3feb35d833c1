package io.quarkiverse.socketio.runtime.socketio.recovery;

import java.util.List;
import java.util.Set;

import io.quarkiverse.socketio.runtime.socketio.rooms.RoomIndex;

/**
 * The session of a socket, which its client can recover.
 *
 * @param id the id of the socket, which the socket that recovers the session gets, too
 * @param pid the secret that only its client knows
 * @param owner the user of the client, who alone can recover the session, see {@link SessionStore#take}
 * @param server the name of the server that stored it, or {@link #FOREIGN}
 * @param rooms those the socket was in, its own among them
 * @param data the application's values, encoded by the parser
 * @param progress what the client was sent
 */
public record StoredSession(String id, String pid, String owner, String server, Set<String> rooms, // wall: a row
        byte[] data, Progress progress) {
    /** The name of a server of another project, which does not say to whom a session belongs and what its client was sent. */
    public static final String FOREIGN = "-";
    private static final int SESSION_BYTES = 500;
    private static final int DIRECT_BYTES = 100;

    /**
     * What a client was sent.
     *
     * @param since the place when it connected first: earlier events are not for it
     * @param position the place up to which its socket was given all kept events that were for it
     * @param last the place of the last kept event that it was sent, or -1 if that is not known
     * @param numbers how many direct events it was sent
     * @param dropped the last of its direct events that the log has dropped
     * @param direct the direct events that are kept, the oldest first
     */
    public record Progress(long since, long position, long last, long numbers, Offset dropped, // wall: a row
            List<SentEvent> direct) {
        /** Nothing was dropped. */
        public static final Offset ALL = new Offset(-1, -1);
        /** Only the client knows what it was sent. */
        public static final Progress UNKNOWN = new Progress(0, 0, -1, 0, ALL, List.of());

        /** Returns the place after which a client missed kept events; -1 if that is not known. */
        long from(Offset offset) {
            boolean known = offset.place() >= since && offset.direct() < numbers && !isDropped(offset);
            return !known ? -1 : offset.place() == last ? Math.max(position, last) : offset.place();
        }

        private boolean isDropped(Offset offset) {
            return offset.direct() == Offset.NONE ? dropped.place() >= offset.place() : dropped.direct() > offset.direct();
        }

        /** Whether a client that received events up to an offset missed a direct event. */
        public boolean isMissed(SentEvent event, Offset offset) {
            return offset.direct() == Offset.NONE ? event.place() >= offset.place() : event.direct() > offset.direct();
        }
    }

    boolean isForeign() {
        return server.equals(FOREIGN);
    }

    /** Returns the session as if its client had been given all events up to a place, and had received those up to the offset. */
    StoredSession givenUpTo(long place, Offset offset) {
        return new StoredSession(id, pid, owner, server, rooms, data, new Progress(progress.since(), place, offset.place(),
                progress.numbers(), progress.dropped(), progress.direct()));
    }

    /** Returns about the bytes that the session takes. */
    long bytes() {
        long bytes = (long) SESSION_BYTES + data.length;
        for (String room : rooms) {
            bytes += RoomIndex.bytesOf(room);
        }
        for (SentEvent direct : progress.direct()) {
            bytes += DIRECT_BYTES + direct.event().size();
        }
        return bytes;
    }
}

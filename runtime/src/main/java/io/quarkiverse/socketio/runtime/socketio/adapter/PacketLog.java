package io.quarkiverse.socketio.runtime.socketio.adapter;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.runtime.socketio.packet.EncodedPacket;

/**
 * The events that one server sent lately in one namespace, numbered one after the other.
 * <p>
 * Thread: guarded by its owner.
 */
final class PacketLog {
    /** What an entry costs besides its packet, about. */
    private static final int ENTRY_BYTES = 150;
    private static final int LONGEST_NUMBER = 12;
    private static final int RADIX = 36;

    /** An event, as the application sent it. */
    record Entry(EncodedPacket event, Selection selection, Origin origin, long at) {

        long bytes() {
            return ENTRY_BYTES + event.size();
        }

        SessionStore.Missed missed() {
            return new SessionStore.Missed(event, selection.flags().compress());
        }
    }

    /** An event and the offset that clients know it by. */
    record Sent(Entry entry, String offset) {
    }

    /** Tells these offsets from the strings at the end of other events, which clients take for offsets too. */
    private final String prefix;
    private final Deque<Entry> entries = new ArrayDeque<>();
    private final Heard heard = new Heard();
    private long position;
    private long bytes;

    PacketLog(String prefix) {
        this.prefix = prefix;
    }

    /** One that was another server's. */
    PacketLog(String prefix, long position) {
        this.prefix = prefix;
        this.position = position;
    }

    String prefix() {
        return prefix;
    }

    /** How many there were so far. */
    long position() {
        return position;
    }

    int size() {
        return entries.size();
    }

    long bytes() {
        return bytes;
    }

    Heard heard() {
        return heard;
    }

    Deque<Entry> entries() {
        return entries;
    }

    /** What clients know the event by that has that number. */
    String offsetOf(long number) {
        return prefix + Long.toString(number, RADIX);
    }

    /** The next event. */
    void append(Entry entry) {
        position++;
        addLast(entry);
    }

    /** The next event that is not kept. */
    void skip(Origin origin) {
        position++;
        heard.received(origin);
        heard.dropped(origin);
    }

    /** An event that was counted in {@link #position} before. */
    void addLast(Entry entry) {
        entries.add(entry);
        bytes += entry.bytes();
        heard.received(entry.origin());
    }

    /** Drops the oldest as long as they are to be dropped. */
    void dropWhile(Predicate<Entry> old) {
        while (!entries.isEmpty() && old.test(entries.element())) {
            dropOldest();
        }
    }

    void dropOldest() {
        Entry dropped = entries.remove();
        bytes -= dropped.bytes();
        heard.dropped(dropped.origin());
    }

    void clear() {
        dropWhile(entry -> true);
    }

    /** That of a packet there was, or -1. */
    long numberOf(String offset) {
        if (!offset.startsWith(prefix) || offset.length() > prefix.length() + LONGEST_NUMBER) {
            return -1;
        }
        String text = offset.substring(prefix.length());
        try {
            long number = Long.parseLong(text, RADIX);
            return number >= 0 && number <= position && Long.toString(number, RADIX).equals(text) ? number : -1;
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    /** Whether all packets after that one are here. */
    boolean reachesBackTo(long number) {
        return number >= 0 && number >= position - entries.size();
    }

    /** Those after that number for the socket of that id, in these rooms. */
    List<Sent> after(long number, String id, Set<String> rooms) {
        List<Sent> found = new ArrayList<>();
        long next = position - entries.size();
        for (Entry entry : entries) {
            next++;
            if (next > number && entry.selection().includes(id, rooms)) {
                found.add(new Sent(entry, offsetOf(next)));
            }
        }
        return found;
    }

    /** Adds what a client missed since another server let go of it; {@code null} if some of it is not here. */
    @Nullable
    Handover catchUp(Handover handover) {
        if (!heard.reachesBackTo(handover.heard())) {
            return null;
        }
        StoredSession session = handover.session();
        Map<String, Long> theirs = handover.heard();
        List<SessionStore.Missed> missed = new ArrayList<>(handover.missed());
        for (Entry entry : entries) {
            Origin origin = entry.origin();
            if (origin.isNumbered() && entry.selection().includes(session.id(), session.rooms())) {
                Long known = theirs.get(origin.server());
                if (known == null && !heard.hasAllOf(origin.server())) { // it may be from before the client came
                    return null;
                }
                if (known == null || origin.number() > known) { // who is unknown there came later than that
                    missed.add(entry.missed());
                }
            }
        }
        return new Handover(handover.session(), missed, heard.lastWith(theirs));
    }
}

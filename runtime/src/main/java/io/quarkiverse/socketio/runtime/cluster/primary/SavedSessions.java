package io.quarkiverse.socketio.runtime.cluster.primary;

import java.security.MessageDigest;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.runtime.cluster.admin.MetricsReport;
import io.quarkiverse.socketio.runtime.cluster.link.SavedSession;
import io.quarkiverse.socketio.runtime.cluster.link.SessionChannel;

/**
 * The sessions that clients of all workers come back to, in memory: opaque bytes, and who holds them. When they take more than
 * the limit, those go first that were saved or taken longest ago.
 * <p>
 * Thread: the primary's event loop. Time is a parameter, in milliseconds.
 */
final class SavedSessions implements MetricsReport.SessionCounts {
    /** What an entry takes beside its key, owner and session. */
    static final int ENTRY_BYTES = 200;

    private final long maxBytes;
    /** In the order in which they were saved or taken. */
    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private long bytes;
    private int count;
    private long dropped;

    SavedSessions(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** A session that was saved; or, once it was taken, only who has it now. */
    static final class Entry {
        private final String key;
        private final byte[] owner;
        private byte @Nullable [] session;
        private int holder;
        private boolean held;
        private long ttlMillis;
        private long expiresAt = Long.MAX_VALUE;

        private Entry(String key, byte[] owner) {
            this.key = key;
            this.owner = owner;
        }

        /** In constant time. */
        boolean isOf(byte[] identity) {
            return MessageDigest.isEqual(owner, identity);
        }

        /** The worker that has or had the client last; {@link SessionChannel#NO_HOLDER} if it is gone. */
        int holder() {
            return holder;
        }

        /** Whether it is here, and no worker has the client. */
        boolean isFree() {
            return session != null && !held;
        }

        private void free(long now) {
            held = false;
            long end = now + ttlMillis;
            expiresAt = ttlMillis > 0 && end < now ? Long.MAX_VALUE : end;
        }

        private int bytes() {
            return ENTRY_BYTES + key.length() + owner.length + (session == null ? 0 : session.length);
        }
    }

    /** Ignored from a worker that is not the holder: the client has moved on. */
    void save(int from, SavedSession saved, boolean held, long now) {
        Entry before = find(saved.key(), now);
        if (before != null && before.holder != from) {
            return;
        }
        Entry entry = new Entry(saved.key(), saved.owner());
        entry.session = saved.session();
        entry.holder = from;
        entry.held = held;
        entry.ttlMillis = saved.ttl().toMillis();
        if (!held) {
            entry.free(now);
        }
        if (entry.bytes() > maxBytes) {
            remove(entry.key); // what was saved before is out of date
            dropped++;
            return;
        }
        put(entry);
        dropOldest();
    }

    private void dropOldest() {
        for (Iterator<Entry> oldest = entries.values().iterator(); bytes > maxBytes && oldest.hasNext();) {
            Entry first = oldest.next();
            dropped += first.session == null ? 0 : 1;
            subtract(first);
            oldest.remove();
        }
    }

    /** Null if there is none, or its time is over. */
    @Nullable
    Entry find(String key, long now) {
        Entry entry = entries.get(key);
        if (entry != null && entry.expiresAt <= now) {
            remove(key);
            return null;
        }
        return entry;
    }

    /**
     * Gives a session away; null if it is not here. From now on that worker holds it.
     *
     * @param keep whether it stays here, too, for the time when that worker is gone
     */
    byte @Nullable [] take(Entry entry, int taker, boolean keep) {
        byte[] session = entry.session;
        if (session != null) {
            Entry taken = new Entry(entry.key, entry.owner);
            taken.holder = taker;
            if (keep) {
                taken.session = session;
                taken.held = true;
                taken.ttlMillis = entry.ttlMillis;
            }
            put(taken);
        }
        return session;
    }

    /** Ignored from a worker that is not the holder. */
    void forget(int from, String key) {
        Entry entry = entries.get(key);
        if (entry != null && entry.holder == from) {
            remove(key);
        }
    }

    /** A worker is gone: its clients can come back from now on. */
    void holderLeft(int worker, long now) {
        for (Iterator<Entry> all = entries.values().iterator(); all.hasNext();) {
            Entry entry = all.next();
            if (entry.holder != worker) {
                continue;
            }
            entry.holder = SessionChannel.NO_HOLDER;
            if (entry.session == null) {
                subtract(entry);
                all.remove();
            } else if (entry.held) {
                entry.free(now);
            }
        }
    }

    /** Removes those whose time is over. */
    void expire(long now) {
        for (Iterator<Entry> all = entries.values().iterator(); all.hasNext();) {
            Entry entry = all.next();
            if (entry.expiresAt <= now) {
                subtract(entry);
                all.remove();
            }
        }
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }

    /** How many are here. */
    @Override
    public int count() {
        return count;
    }

    /** What all take, those included of which only the holder is known. */
    @Override
    public long bytes() {
        return bytes;
    }

    /** How many had to go, over the life of the primary, because of the limit. */
    @Override
    public long dropped() {
        return dropped;
    }

    /** As the last one in the order. */
    private void put(Entry entry) {
        remove(entry.key);
        entries.put(entry.key, entry);
        bytes += entry.bytes();
        count += entry.session == null ? 0 : 1;
    }

    private void remove(String key) {
        Entry entry = entries.remove(key);
        if (entry != null) {
            subtract(entry);
        }
    }

    private void subtract(Entry entry) {
        bytes -= entry.bytes();
        count -= entry.session == null ? 0 : 1;
    }
}

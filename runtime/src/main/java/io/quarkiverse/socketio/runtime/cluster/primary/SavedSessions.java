package io.quarkiverse.socketio.runtime.cluster.primary;

import java.security.MessageDigest;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.runtime.cluster.admin.MetricsReport;
import io.quarkiverse.socketio.runtime.cluster.link.EncodedSession;
import io.quarkiverse.socketio.runtime.cluster.link.SessionChannel;

/**
 * The sessions of all workers that are saved for clients that reconnect, in memory: opaque bytes, and their holders. When they
 * take more than the limit, those are dropped first that were saved or taken longest ago.
 * <p>
 * Thread: the primary's event loop. Time is a parameter, in milliseconds.
 */
final class SavedSessions implements MetricsReport.SessionCounts {
    /** The number of bytes that an entry takes besides its key, owner and session. */
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

    /** A saved session; or only its holder, once the session was taken. */
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

        /** Compares the owner, in constant time. */
        boolean isOf(byte[] identity) {
            return MessageDigest.isEqual(owner, identity);
        }

        /** Returns the worker that has or last had the client; {@link SessionChannel#NO_HOLDER} if that worker is gone. */
        int holder() {
            return holder;
        }

        /** Returns whether the session is saved, and no worker has the client. */
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

    /** Saves a session; ignored from a worker that is not the holder, as the client has reconnected to another one. */
    void save(int from, EncodedSession saved, boolean held, long now) {
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
            remove(entry.key); // the session that was saved before is out of date
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

    /** Returns an entry; null if there is none, or it has expired. */
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
     * Takes a session for a worker, which is its holder from now on; null if there is only the holder's name.
     *
     * @param keep whether the session stays saved, too, in case that worker dies
     */
    byte @Nullable [] take(Entry entry, int newHolder, boolean keep) {
        byte[] session = entry.session;
        if (session != null) {
            Entry taken = new Entry(entry.key, entry.owner);
            taken.holder = newHolder;
            if (keep) {
                taken.session = session;
                taken.held = true;
                taken.ttlMillis = entry.ttlMillis;
            }
            put(taken);
        }
        return session;
    }

    /** Forgets a session; ignored from a worker that is not the holder. */
    void forget(int from, String key) {
        Entry entry = entries.get(key);
        if (entry != null && entry.holder == from) {
            remove(key);
        }
    }

    /** Called when a worker is gone: its clients can recover their sessions from now on. */
    void onHolderGone(int worker, long now) {
        removeIf(entry -> {
            if (entry.holder != worker) {
                return false;
            }
            entry.holder = SessionChannel.NO_HOLDER;
            if (entry.session != null && entry.held) {
                entry.free(now);
            }
            return entry.session == null;
        });
    }

    /** Removes expired sessions. */
    void expire(long now) {
        removeIf(entry -> entry.expiresAt <= now);
    }

    private void removeIf(Predicate<Entry> condition) {
        entries.values().removeIf(entry -> {
            boolean removed = condition.test(entry);
            if (removed) {
                subtract(entry);
            }
            return removed;
        });
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }

    /** Returns the number of saved sessions. */
    @Override
    public int count() {
        return count;
    }

    /** Returns the number of bytes that all entries take, including those that only name the holder. */
    @Override
    public long bytes() {
        return bytes;
    }

    /** Returns how many sessions were dropped because of the limit, over the life of the primary. */
    @Override
    public long dropped() {
        return dropped;
    }

    /** Adds an entry as the last one in the order. */
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

package io.quarkiverse.socketio.runtime.socketio.recovery;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.runtime.socketio.packet.EncodedPacket;
import io.quarkiverse.socketio.runtime.socketio.rooms.BroadcastOptions;

/**
 * The log of the events of one namespace that clients may have missed: the kept events of all servers in the order of their
 * places, and the direct events of this server's sockets. Each server has a log of each namespace; all of them hold the same
 * kept events. Beyond its limits the oldest entries are dropped.
 * <p>
 * Thread: any. Its lock is only held for memory operations. A caller that logs an event and delivers it to the sockets here
 * holds the lock for both, so that a client either receives an event or finds it in the log.
 */
public final class EventLog {
    /** About the bytes that an entry takes besides its packet. */
    private static final long ENTRY_BYTES = 150;

    public static final class Entry {
        private final long place;
        private final long direct;
        /** {@code null} where the entry says that the application disconnected the sockets selected. */
        private final @Nullable EncodedPacket event;
        private final BroadcastOptions options;
        private final long at;
        /** Is told when the entry is dropped, under the lock of the log; {@code null} for a kept event. */
        private final @Nullable Consumer<Entry> keeper;
        private boolean dropped;

        Entry(long place, long direct, @Nullable EncodedPacket event, BroadcastOptions options, long at, // wall: a row
                @Nullable Consumer<Entry> keeper) {
            this.place = place;
            this.direct = direct;
            this.event = event;
            this.options = options;
            this.at = at;
            this.keeper = keeper;
        }

        public long place() {
            return place;
        }

        public @Nullable EncodedPacket event() {
            return event;
        }

        public BroadcastOptions options() {
            return options;
        }

        /** Returns the number of a direct event. */
        public long direct() {
            return direct;
        }

        /** Returns the event as it is sent to a socket. */
        public SentEvent sent() {
            if (event == null) {
                throw new IllegalStateException("[BUG] a disconnect is not sent");
            }
            return new SentEvent(place, direct, event, options.flags().compress());
        }

        private void drop() {
            dropped = true;
            if (keeper != null) {
                keeper.accept(this);
            }
        }

        private long bytes() {
            return ENTRY_BYTES + (event == null ? 0 : event.size());
        }
    }

    private final EventLogs logs;
    private final String namespace;
    private final StoreAccount account;
    private final Deque<Entry> entries = new ArrayDeque<>();
    private long bytes;
    /** The place after which all kept events are in this log. */
    private long floor;
    private @Nullable Runnable cancelTimer;
    private boolean closed;
    /** Whether the logs have it no more: the namespace may have another one. */
    private boolean removed;
    /** How often it was opened and not released. */
    private int users;

    EventLog(EventLogs logs, String namespace, long floor) {
        this.logs = logs;
        this.namespace = namespace;
        this.floor = floor;
        this.account = new StoreAccount(logs.budget(), this::onCut);
    }

    public EventLogs logs() {
        return logs;
    }

    synchronized void addUser() {
        users++;
    }

    /** Ends what {@link EventLogs#open} began. A log that is empty, and that nobody has opened, is removed. */
    public void release() {
        if (removeUser()) {
            logs.onUnused(namespace, this);
        }
    }

    private synchronized boolean removeUser() {
        users--;
        return users == 0 && entries.isEmpty();
    }

    /**
     * Ends a log that is empty and that nobody has opened, and adds its floor to the maximum.
     *
     * @return whether the log is unused, and to be removed
     */
    synchronized boolean removeIfUnused(AtomicLong last) {
        boolean unused = entries.isEmpty() && users == 0 && !closed;
        if (unused) {
            removed = true;
            last.accumulateAndGet(floor, Math::max);
            account.close();
            stopTimer();
        }
        return unused;
    }

    /** Returns the offset that clients receive with the event of a place. */
    public String offset(long place) {
        return logs.format().text(place);
    }

    /** Returns the offset that a client receives with a direct event. */
    public String offset(long place, long direct) {
        return logs.format().text(place, direct);
    }

    /** Parses the offset that a client sends; {@code null} if these servers did not write it. */
    public @Nullable Offset parse(String offset) {
        return logs.format().parse(offset);
    }

    /**
     * Returns the place of the last event of any namespace; while the lock is held, all events of this namespace up to it were
     * delivered.
     */
    public long position() {
        return logs.position();
    }

    synchronized int size() {
        return entries.size();
    }

    public synchronized long floor() {
        return Math.max(floor, logs.floor());
    }

    /** Adds the event at a place, the last one so far. */
    public synchronized void append(long place, @Nullable EncodedPacket event, BroadcastOptions options) {
        logs.advance(place);
        if (closed) {
            floor = place;
        } else if (removed) { // between the caller's look at the logs and this
            logs.of(namespace).append(place, event, options);
        } else {
            add(new Entry(place, Offset.NONE, event, options, logs.nanoTime(), null));
        }
    }

    /**
     * Adds an event for one socket; returns {@code null} if nothing is kept.
     *
     * @param keeper is told under the lock of this log when the entry is dropped, perhaps before this returns, and must not hold
     *        it any longer: what is dropped is in no account
     */
    public synchronized @Nullable Entry appendDirect(long place, long number, EncodedPacket event, BroadcastOptions socket,
            Consumer<Entry> keeper) {
        if (closed || removed) {
            return null;
        }
        Entry entry = new Entry(place, number, event, socket, logs.nanoTime(), keeper);
        add(entry);
        return entry;
    }

    private void add(Entry entry) {
        entries.add(entry);
        bytes += entry.bytes();
        dropOld(entry.at);
        account.set(bytes);
        startTimer();
    }

    private void startTimer() {
        if (cancelTimer == null && !entries.isEmpty()) {
            cancelTimer = logs.schedule(this::onTimer);
            if (cancelTimer == null) {
                close();
            }
        }
    }

    /** Adds the events that another server kept before those that are here. Their age starts now. */
    public synchronized void prepend(List<Entry> earlier, long theirFloor) {
        if (closed) {
            return;
        }
        for (int i = earlier.size() - 1; i >= 0; i--) {
            entries.addFirst(earlier.get(i));
            bytes += earlier.get(i).bytes();
        }
        floor = theirFloor;
        dropOld(logs.nanoTime());
        account.set(bytes);
        startTimer();
    }

    /** Returns the kept events up to a place, the oldest first. */
    public synchronized List<Entry> upTo(long place) {
        return entries.stream().filter(entry -> entry.direct == Offset.NONE && entry.place <= place).toList();
    }

    /** Whether an entry is still kept. */
    public synchronized boolean holds(Entry entry) {
        return !entry.dropped;
    }

    /**
     * Returns the kept events after a place that are for a socket in these rooms, the oldest first; {@code null} if some may
     * not be kept any more, or if the socket was disconnected by the application after that place.
     */
    synchronized @Nullable List<Entry> after(long place, String id, Set<String> rooms) {
        if (place < floor() || place > position()) {
            return null;
        }
        List<Entry> found = new ArrayList<>();
        for (Entry entry : entries) {
            if (entry.direct == Offset.NONE && entry.place > place && entry.options.includes(id, rooms)) {
                if (entry.event == null) {
                    return null;
                }
                found.add(entry);
            }
        }
        return found;
    }

    /** Returns whether the log has all events that the client of a session missed after an offset. */
    public boolean reachesBack(StoredSession session, Offset offset) {
        return after(session.progress().from(offset), session.id(), session.rooms()) != null;
    }

    private void dropOld(long now) {
        EventLogs.Limits limits = logs.limits();
        while (!entries.isEmpty() && (entries.size() > limits.packets() || bytes > limits.bytes()
                || isExpired(entries.element().at, now))) {
            dropOldest();
        }
    }

    private boolean isExpired(long at, long now) {
        return now - at >= logs.limits().time().toNanos();
    }

    private void dropOldest() {
        Entry oldest = entries.remove();
        oldest.drop();
        bytes -= oldest.bytes();
        if (oldest.direct == Offset.NONE) {
            floor = oldest.place;
        }
    }

    /** Called on any thread, while locks may be held. */
    private void onCut() {
        logs.schedule(Duration.ZERO, this::shrink);
    }

    private synchronized void shrink() {
        if (!closed) {
            for (long target = bytes / 2; bytes > target;) {
                dropOldest();
            }
            account.setAfterCut(bytes);
        }
    }

    private void onTimer() {
        if (sweep()) {
            logs.onUnused(namespace, this);
        }
    }

    private synchronized boolean sweep() {
        cancelTimer = null;
        if (closed) {
            return false;
        }
        dropOld(logs.nanoTime());
        account.set(bytes);
        startTimer();
        return entries.isEmpty();
    }

    /** Drops all entries; nothing is kept any more. */
    synchronized void close() {
        closed = true;
        floor = position();
        entries.forEach(Entry::drop);
        entries.clear();
        bytes = 0;
        account.close();
        stopTimer();
    }

    private void stopTimer() {
        if (cancelTimer != null) {
            cancelTimer.run();
            cancelTimer = null;
        }
    }
}

package io.quarkiverse.socketio.runtime.socketio.recovery;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.runtime.log.DebugLog;
import io.quarkiverse.socketio.runtime.socketio.packet.EncodedPacket;
import io.quarkiverse.socketio.runtime.socketio.packet.PacketFrames;
import io.quarkiverse.socketio.runtime.socketio.rooms.BroadcastOptions;
import io.quarkiverse.socketio.runtime.socketio.rooms.EventSlot;
import io.quarkiverse.socketio.runtime.socketio.rooms.LocalSocket;
import io.quarkiverse.socketio.runtime.socketio.rooms.RoomIndex;

/**
 * Delivers kept events, which are broadcasts that clients can receive later, to the sockets of this server in one namespace, in
 * the order of their places, and logs them for clients that reconnect. What one handler emits reaches each socket in the order
 * in which it was emitted.
 * <p>
 * Thread: any. The lock of the log is only held for memory operations.
 */
public final class KeptEventDelivery {
    private final EventLog log;
    private final RoomIndex index;
    private final RecoveryCallbacks callbacks;
    /** Events of this server that have no place yet; guarded by the log. */
    private final Set<Pending> pending = new LinkedHashSet<>();

    /** @param log opened by the caller; {@link #close} releases it */
    public KeptEventDelivery(EventLog log, RoomIndex index, RecoveryCallbacks callbacks) {
        this.log = log;
        this.index = index;
        this.callbacks = callbacks;
    }

    public EventLog log() {
        return log;
    }

    public void close() {
        log.release();
    }

    /** As {@link RecoveryRooms#add}. */
    public long add(LocalSocket socket) {
        synchronized (log) {
            index.add(socket);
            holdPending(socket);
            return log.position();
        }
    }

    /** As {@link RecoveryRooms#addRecovered}. */
    @Nullable
    public List<SentEvent> addRecovered(LocalSocket socket, StoredSession.Progress progress, Offset offset) {
        List<EventLog.Entry> missed;
        synchronized (log) { // so that an event is either missed or delivered
            missed = log.after(progress.from(offset), socket.id(), index.roomsOf(socket));
            if (missed == null) {
                return null;
            }
            index.add(socket);
            holdPending(socket);
        }
        return merge(missed.stream().map(EventLog.Entry::sent).toList(),
                progress.direct().stream().filter(event -> progress.isMissed(event, offset)).toList());
    }

    /** Holds slots in the outbox of a new socket for the events of this server that have no place yet. */
    private void holdPending(LocalSocket socket) {
        for (Pending event : pending) {
            if (event.options.includes(socket.id(), index.roomsOf(socket))) {
                event.slots.add(socket.reserve());
            }
        }
    }

    private static List<SentEvent> merge(List<SentEvent> kept, List<SentEvent> direct) {
        List<SentEvent> all = new ArrayList<>(kept.size() + direct.size());
        int next = 0;
        for (SentEvent event : direct) {
            while (next < kept.size() && kept.get(next).isBefore(event)) {
                all.add(kept.get(next++));
            }
            all.add(event);
        }
        all.addAll(kept.subList(next, kept.size()));
        return all;
    }

    /**
     * Removes a socket.
     *
     * @return the place up to which it was given all kept events that were for it
     */
    public long remove(LocalSocket socket) {
        synchronized (log) {
            index.remove(socket);
            return log.position();
        }
    }

    /**
     * Logs an event at its place, the last one so far, and enqueues it to the sockets selected.
     *
     * @return sends it; to be run when no lock is held
     */
    public Runnable keep(long place, EncodedPacket event, BroadcastOptions options) {
        synchronized (log) {
            log.append(place, event, options);
            return send(place, event, options, slots(options));
        }
    }

    /** As {@link #keep}, at the next place, on a server without others. */
    public Runnable keepNext(EncodedPacket event, BroadcastOptions options) {
        synchronized (log) {
            return keep(log.logs().next(), event, options);
        }
    }

    private List<EventSlot> slots(BroadcastOptions options) {
        Collection<LocalSocket> sockets = index.select(options);
        List<EventSlot> slots = new ArrayList<>(sockets.size());
        for (LocalSocket socket : sockets) {
            slots.add((packet, place) -> socket.enqueue(packet, place, false));
        }
        return slots;
    }

    private Runnable send(long place, EncodedPacket event, BroadcastOptions options, List<EventSlot> slots) {
        if (DebugLog.ADAPTER.isDebugEnabled()) {
            DebugLog.ADAPTER.debugf("%s: keeps an event at place %d and broadcasts it to %s: %d here",
                    DebugLog.name(callbacks.namespace()), place, options, slots.size());
        }
        List<Runnable> actions = new ArrayList<>(slots.size());
        if (!slots.isEmpty()) {
            PacketFrames frames = PacketFrames.of(callbacks.parser().withOffset(event, log.offset(place)),
                    options.flags().compress());
            try {
                for (EventSlot slot : slots) {
                    actions.add(slot.fill(frames.retain(), place));
                }
            } finally {
                frames.release();
            }
        }
        return () -> actions.forEach(Runnable::run);
    }

    /** Holds slots in the outboxes of the sockets selected, for an event that gets its place later. */
    public Pending hold(EncodedPacket event, BroadcastOptions options) {
        Pending waiting = new Pending(event, options);
        synchronized (log) {
            index.select(options).forEach(socket -> waiting.slots.add(socket.reserve()));
            pending.add(waiting);
        }
        return waiting;
    }

    /** An event of this server that has no place yet. */
    public final class Pending {
        private final EncodedPacket event;
        private final BroadcastOptions options;
        private final List<EventSlot> slots = new ArrayList<>();

        private Pending(EncodedPacket event, BroadcastOptions options) {
            this.event = event;
            this.options = options;
        }

        /** As {@link #keep}. */
        public Runnable placed(long place) {
            synchronized (log) {
                pending.remove(this);
                log.append(place, event, options);
                return send(place, event, options, slots);
            }
        }

        /**
         * Delivers the event, in its slots, as one that is not kept: it gets no place.
         *
         * @return as of {@link #keep}
         */
        public Runnable lost() {
            synchronized (log) {
                pending.remove(this);
                List<Runnable> actions = new ArrayList<>(slots.size());
                PacketFrames frames = PacketFrames.of(event, options.flags().compress());
                slots.forEach(slot -> actions.add(slot.fill(frames.retain(), EventSlot.NO_PLACE)));
                frames.release();
                return () -> actions.forEach(Runnable::run);
            }
        }
    }

    /**
     * Logs that sockets were disconnected by the application at a place, the last one so far: their clients cannot recover
     * their sessions.
     */
    public void keepDisconnect(long place, BroadcastOptions options) {
        log.append(place, null, options);
    }

    /** As {@link #keepDisconnect}, at the next place, on a server without others. */
    public void keepNextDisconnect(BroadcastOptions options) {
        synchronized (log) {
            keepDisconnect(log.logs().next(), options);
        }
    }
}

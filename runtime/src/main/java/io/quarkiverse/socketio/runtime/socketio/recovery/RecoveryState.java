package io.quarkiverse.socketio.runtime.socketio.recovery;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.DisconnectReason;
import io.quarkiverse.socketio.runtime.socketio.dispatch.SocketData;
import io.quarkiverse.socketio.runtime.socketio.packet.EncodedPacket;
import io.quarkiverse.socketio.runtime.socketio.recovery.StoredSession.Progress;
import io.quarkiverse.socketio.runtime.socketio.rooms.BroadcastFlags;
import io.quarkiverse.socketio.runtime.socketio.rooms.BroadcastOptions;
import io.quarkiverse.socketio.runtime.socketio.rooms.EventSlot;

/**
 * What one socket records so that its client can recover the session: which events the client was sent, by this socket and by
 * the former sockets of the session.
 * <p>
 * Thread: the session's event loop, unless stated otherwise. The session is built and saved under the lock of this object, so
 * that a later save never has older values.
 */
public final class RecoveryState {
    private final Recovery recovery;
    private final String pid;
    private final String owner;
    private final Recovery.@Nullable Recovered recovered;
    /** The direct events that are kept; guarded by the log, as it drops them. */
    private Deque<EventLog.Entry> direct = new ArrayDeque<>(0);
    /** This and the next three fields: as in {@link Progress}. */
    private long since;
    private long position;
    private long last;
    private long numbers;
    /** As in {@link Progress}; guarded by the log. */
    private Offset dropped = Progress.ALL;
    /** Whether rooms or data changed since the session was saved; only used where sessions survive crashes. */
    private final AtomicBoolean changed = new AtomicBoolean();
    /** Guarded by this. */
    private boolean disconnected;

    public RecoveryState(Recovery recovery, String pid, String owner, Recovery.@Nullable Recovered recovered) {
        this.recovery = recovery;
        this.pid = pid;
        this.owner = owner;
        this.recovered = recovered;
        if (recovered != null) {
            Progress before = recovered.session().progress();
            since = before.since();
            position = before.position();
            last = before.last();
            numbers = before.numbers();
            synchronized (recovery.log()) {
                dropped = before.dropped();
                for (SentEvent event : before.direct()) {
                    if (before.isMissed(event, recovered.offset())) {
                        keep(recovered.session().id(), event);
                    } else {
                        dropped = new Offset(event.place(), event.direct());
                    }
                }
            }
        }
    }

    /** Thread: any. */
    public String pid() {
        return pid;
    }

    /** Thread: any. */
    public boolean isRecovered() {
        return recovered != null;
    }

    /** Makes the socket the holder of the session. A recovered one joins its rooms, in which it is not visible yet. */
    public void prepare(RecoverableSocket socket) {
        recovery.hold(pid, socket);
        if (recovered != null) {
            recovery.rooms().reserve(socket);
            recovery.rooms().join(socket, recovered.session().rooms());
        }
    }

    /**
     * Connects the socket. Returns the events that it missed; {@code null}, and it is not connected, if some are not kept any
     * more.
     */
    @Nullable
    public List<SentEvent> connect(RecoverableSocket socket) {
        if (recovered == null) {
            since = recovery.rooms().add(socket);
            last = since;
            return List.of();
        }
        List<SentEvent> missed = recovery.rooms().addRecovered(socket, progress(), recovered.offset());
        last = recovered.offset().place();
        if (missed != null && !recovered.earlier().isEmpty()) {
            missed = new ArrayList<>(missed);
            missed.addAll(0, recovered.earlier());
        }
        return missed;
    }

    private Progress progress() {
        synchronized (recovery.log()) {
            List<SentEvent> kept = new ArrayList<>(direct.size());
            direct.forEach(entry -> kept.add(entry.sent()));
            return new Progress(since, position, last, numbers, dropped, kept);
        }
    }

    /**
     * Keeps an event for this socket alone, and returns it with its offset.
     *
     * @param connected whether the socket is connected; else the event is sent when it is
     */
    public EncodedPacket keepDirect(String id, EncodedPacket event, BroadcastFlags flags, boolean connected) {
        SentEvent sent = new SentEvent(connected ? last : recovery.log().position(), numbers++, event, flags.compress());
        keep(id, sent);
        return withOffset(sent);
    }

    private void keep(String id, SentEvent event) {
        EventLog log = recovery.log();
        synchronized (log) {
            EventLog.Entry entry = log.appendDirect(event.place(), event.direct(), event.event(),
                    BroadcastOptions.ofSocket(id, BroadcastFlags.DEFAULT.compressed(event.compress())), this::onDropped);
            if (entry != null && log.holds(entry)) {
                direct.add(entry);
            }
        }
    }

    /** Called under the lock of the log, which drops the oldest first. */
    private void onDropped(EventLog.Entry oldest) {
        dropped = new Offset(oldest.place(), oldest.direct());
        if (direct.peek() == oldest) {
            direct.remove();
            if (direct.isEmpty()) {
                direct = new ArrayDeque<>(0); // else the idle socket of a client that had many would keep their places
            }
        }
    }

    /** Returns a missed event with its offset; the caller sends it next. */
    public EncodedPacket resend(SentEvent event) {
        if (!event.isDirect()) {
            onSent(event.place());
        }
        return withOffset(event);
    }

    private EncodedPacket withOffset(SentEvent event) {
        return recovery.withOffset(event.event(), event.isDirect() ? recovery.log().offset(event.place(), event.direct())
                : recovery.log().offset(event.place()));
    }

    /** The kept event of that place is sent to the socket. */
    public void onSent(long place) {
        if (place != EventSlot.NO_PLACE) {
            last = place;
        }
    }

    /** Returns the application's values of the recovered session; {@code null} if there is none. Thread: any. */
    public SocketData.@Nullable Recovered recoveredData() {
        return recovered == null ? null : recovered.data();
    }

    /** As {@link SessionStore#survivesCrashes}. */
    public boolean survivesCrashes() {
        return recovery.survivesCrashes();
    }

    /** As {@link SessionStore#broadcastsDirect}. */
    public boolean broadcastsDirect() {
        return recovery.broadcastsDirect();
    }

    /** Marks the session as changed. Returns whether it is to be saved, and was not marked before. Thread: any. */
    public boolean markChanged() {
        return recovery.survivesCrashes() && changed.compareAndSet(false, true);
    }

    /**
     * Saves what the client would recover if this process died now, if that has changed. Thread: any.
     *
     * @param slot reserves a slot in the socket's outbox and returns what releases it when the session is saved: a client recovers
     *        whatever it has received
     */
    public void saveChanges(RecoverableSocket socket, Supplier<Runnable> slot) {
        if (!changed.get()) {
            return;
        }
        synchronized (this) {
            if (!disconnected && changed.get()) {
                Runnable saved = slot.get(); // first: a thread that finds nothing changed sends at once
                changed.set(false); // before the session is built: what changes from now on is saved again
                recovery.saveHeld(pid, recovery.session(socket, pid, owner, recovery.rooms().roomsOf(socket),
                        new Progress(since, 0, -1, 0, Progress.ALL, List.of())), saved);
            }
        }
    }

    /**
     * Saves or forgets the session of the socket, which was disconnected.
     *
     * @param rooms it was in; {@code null} if it was not connected
     * @param queuedUpTo the place up to which it was given all kept events
     * @param sentAll whether all events that it was given were sent
     */
    // wall: the state of a socket
    public void disconnect(RecoverableSocket socket, DisconnectReason reason, @Nullable Set<String> rooms, long queuedUpTo,
            boolean sentAll) {
        StoredSession session = null;
        if (Recovery.isRecoverable(reason)) {
            if (rooms != null) {
                position = queuedUpTo;
                last = sentAll ? last : -1;
                session = recovery.session(socket, pid, owner, rooms, progress());
            } else if (recovered != null) {
                session = recovery.session(socket, pid, owner, recovered.session().rooms(),
                        recovered.earlier().isEmpty() ? progress() : recovered.stored().progress()); // it has none of them
            }
        }
        synchronized (this) {
            disconnected = true;
            recovery.saveOrForget(pid, socket, session);
        }
    }
}

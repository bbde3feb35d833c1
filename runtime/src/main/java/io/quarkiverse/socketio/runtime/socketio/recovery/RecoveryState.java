package io.quarkiverse.socketio.runtime.socketio.recovery;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.DisconnectReason;
import io.quarkiverse.socketio.runtime.socketio.packet.EncodedPacket;
import io.quarkiverse.socketio.runtime.socketio.recovery.StoredSession.Progress;
import io.quarkiverse.socketio.runtime.socketio.rooms.BroadcastFlags;
import io.quarkiverse.socketio.runtime.socketio.rooms.BroadcastOptions;
import io.quarkiverse.socketio.runtime.socketio.rooms.OutboxSlot;

/**
 * How the client of one socket comes back to it, whether it did, and what it was sent.
 * <p>
 * Thread: the session's event loop, unless said otherwise. What is saved is collected and saved under its lock, so that what
 * another thread saves is never older than what was saved before.
 */
public final class RecoveryState {
    private final Recovery recovery;
    private final String pid;
    private final String owner;
    private final Recovery.@Nullable Recovered recovered;
    /** Those of its direct events that are kept, and some that are not any more. */
    private final Deque<EventLog.Entry> direct = new ArrayDeque<>(0);
    /** As in {@link Progress}, like the next four. */
    private long since;
    private long position;
    private long last;
    private long numbers;
    private Offset dropped = Progress.ALL;
    /** Whether rooms or data changed since the session was saved; only where it survives crashes. */
    private final AtomicBoolean changed = new AtomicBoolean();
    /** Guarded by this. */
    private boolean ended;

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

    /** Thread: any. */
    public String pid() {
        return pid;
    }

    /** Thread: any. */
    public boolean isRecovered() {
        return recovered != null;
    }

    /** The socket is to be connected. If its client is back, it is in its rooms, where nobody sees it yet. */
    public void begin(RecoverableSocket socket) {
        recovery.hold(pid, socket);
        if (recovered != null) {
            recovery.rooms().reserve(socket);
            recovery.rooms().join(socket, recovered.session().rooms());
        }
    }

    /** Connects it. What it missed, or {@code null} if that is not kept any more: then it is not connected. */
    @Nullable
    public List<SentEvent> enter(RecoverableSocket socket) {
        if (recovered == null) {
            since = recovery.rooms().add(socket);
            last = since;
            return List.of();
        }
        List<SentEvent> missed = recovery.rooms().addRecovered(socket, progress(), recovered.offset());
        last = recovered.offset().place();
        return missed;
    }

    private Progress progress() {
        forgetDropped();
        List<SentEvent> kept = new ArrayList<>(direct.size());
        direct.forEach(entry -> kept.add(entry.sent()));
        return new Progress(since, position, last, numbers, dropped, kept);
    }

    /**
     * Keeps an event for the socket alone, and returns it with its offset.
     *
     * @param connected whether the socket is; else it is sent the event when it is
     */
    public EncodedPacket direct(String id, EncodedPacket event, BroadcastFlags flags, boolean connected) {
        SentEvent sent = new SentEvent(connected ? last : recovery.log().position(), numbers++, event, flags.compress());
        keep(id, sent);
        return withOffset(sent);
    }

    private void keep(String id, SentEvent event) {
        EventLog.Entry entry = recovery.log().appendDirect(event.place(), event.direct(), event.event(),
                BroadcastOptions.ofSocket(id, BroadcastFlags.DEFAULT.compressed(event.compress())));
        if (entry != null) {
            direct.add(entry);
        }
        forgetDropped();
    }

    /** An event that was missed is sent; returns it with its offset. */
    public EncodedPacket again(SentEvent event) {
        if (!event.isDirect()) {
            sent(event.place());
        }
        return withOffset(event);
    }

    private EncodedPacket withOffset(SentEvent event) {
        return recovery.withOffset(event.event(), event.isDirect() ? recovery.log().offset(event.place(), event.direct())
                : recovery.log().offset(event.place()));
    }

    private void forgetDropped() {
        for (EventLog.Entry oldest = direct.peek(); oldest != null && !recovery.log().holds(oldest); oldest = direct.peek()) {
            dropped = new Offset(oldest.place(), oldest.direct());
            direct.remove();
        }
    }

    /** The kept event of that place is sent to it. */
    public void sent(long place) {
        if (place != OutboxSlot.NOWHERE) {
            last = place;
        }
    }

    /** What the application keeps of the socket. */
    public Map<String, Object> data(Runnable onChange) {
        Map<String, Object> values = recovered == null ? Map.of() : recovered.session().data();
        return recovery.survivesCrashes() ? new ObservableMap(values, onChange)
                : recovered == null ? new ConcurrentHashMap<>(2) : values;
    }

    /** Whether what the client is told is known to other servers by then. */
    public boolean survivesCrashes() {
        return recovery.survivesCrashes();
    }

    /** Rooms or data changed. Returns whether that is to be saved, and was not told before. Thread: any. */
    public boolean changed() {
        return recovery.survivesCrashes() && changed.compareAndSet(false, true);
    }

    /**
     * Saves what the client would come back to if this process died now, if that has changed. Thread: any.
     *
     * @param turn held in what is sent to the socket until the session is saved: a client that is told of something finds it
     *        when it comes back
     */
    public void saveChanges(RecoverableSocket socket, Supplier<Runnable> turn) {
        if (!changed.get()) {
            return;
        }
        synchronized (this) {
            if (!ended && changed.get()) {
                Runnable saved = turn.get(); // first: whoever finds nothing changed tells the client at once
                changed.set(false); // before it is collected: what changes from now on is saved again
                recovery.saveHeld(recovery.session(socket, pid, owner, recovery.rooms().roomsOf(socket),
                        new Progress(since, 0, -1, 0, Progress.ALL, List.of())), saved);
            }
        }
    }

    /**
     * @param rooms it was in; {@code null} if it was not connected
     * @param givenUpTo the place up to which it was given all kept events
     * @param sentAll whether it was sent what it was given
     */
    public void end(RecoverableSocket socket, DisconnectReason reason, @Nullable Set<String> rooms, long givenUpTo, // wall: an end
            boolean sentAll) {
        StoredSession left = null;
        if (rooms != null) {
            position = givenUpTo;
            last = sentAll ? last : -1;
            left = recovery.session(socket, pid, owner, rooms, progress());
        } else if (recovered != null) {
            left = recovery.session(socket, pid, owner, recovered.session().rooms(), progress());
        }
        synchronized (this) {
            ended = true;
            recovery.end(pid, socket, reason, left);
        }
    }
}

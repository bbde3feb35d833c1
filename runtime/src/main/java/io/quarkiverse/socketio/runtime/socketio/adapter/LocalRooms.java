package io.quarkiverse.socketio.runtime.socketio.adapter;

import java.util.Collection;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.RoomListener;
import io.quarkiverse.socketio.runtime.log.DebugLog;
import io.quarkiverse.socketio.runtime.socketio.recovery.EventLog;
import io.quarkiverse.socketio.runtime.socketio.recovery.KeptEventDelivery;
import io.quarkiverse.socketio.runtime.socketio.recovery.Offset;
import io.quarkiverse.socketio.runtime.socketio.recovery.RecoveryRooms;
import io.quarkiverse.socketio.runtime.socketio.recovery.SentEvent;
import io.quarkiverse.socketio.runtime.socketio.recovery.StoredSession;
import io.quarkiverse.socketio.runtime.socketio.rooms.BroadcastOptions;
import io.quarkiverse.socketio.runtime.socketio.rooms.LocalSocket;
import io.quarkiverse.socketio.runtime.socketio.rooms.RoomEvents;
import io.quarkiverse.socketio.runtime.socketio.rooms.RoomIndex;

/**
 * The sockets of this server in one namespace, with their rooms. Calls the application's room listeners after each change, when
 * no lock is held.
 * <p>
 * Thread: any.
 */
public final class LocalRooms implements RecoveryRooms {
    private final RoomEvents events = new RoomEvents();
    private final RoomIndex index;
    /** {@code null} where events are not kept. */
    private final @Nullable KeptEventDelivery kept;

    LocalRooms(AdapterCallbacks callbacks, @Nullable EventLog log) {
        this.index = new RoomIndex(callbacks.roomsPerSocket(), events);
        this.kept = log == null ? null : new KeptEventDelivery(log, index, callbacks);
    }

    /** {@code null} where events are not kept. */
    @Nullable
    KeptEventDelivery kept() {
        return kept;
    }

    @Override
    public void reserve(LocalSocket socket) {
        index.reserve(socket);
    }

    @Override
    public long add(LocalSocket socket) {
        long position = 0;
        if (kept == null) {
            index.add(socket);
        } else {
            position = kept.add(socket);
        }
        events.callListeners();
        return position;
    }

    @Override
    public @Nullable List<SentEvent> addRecovered(LocalSocket socket, StoredSession.Progress progress, Offset offset) {
        if (kept == null) {
            throw new IllegalStateException("[BUG] nothing is kept");
        }
        List<SentEvent> missed = kept.addRecovered(socket, progress, offset);
        events.callListeners();
        return missed;
    }

    /**
     * Removes a socket from all rooms; here as below, not another one that has its id now.
     *
     * @return the place up to which it was given all kept events that were for it; 0 where events are not kept
     */
    public long remove(LocalSocket socket) {
        long position = 0;
        if (kept == null) {
            index.remove(socket);
        } else {
            position = kept.remove(socket);
        }
        events.callListeners();
        return position;
    }

    @Override
    public boolean join(LocalSocket socket, Collection<String> rooms) {
        boolean joined = index.join(socket, rooms);
        if (DebugLog.SOCKET.isDebugEnabled()) {
            DebugLog.SOCKET.debugf("%s: %s %s", socket.label(), joined ? "joins" : "is in too many rooms to join",
                    DebugLog.names(rooms));
        }
        events.callListeners();
        return joined;
    }

    public void leave(LocalSocket socket, Collection<String> rooms) {
        rooms.forEach(room -> index.leave(socket, room));
        if (DebugLog.SOCKET.isDebugEnabled()) {
            DebugLog.SOCKET.debugf("%s: leaves %s", socket.label(), DebugLog.names(rooms));
        }
        events.callListeners();
    }

    /** Whether a socket is connected: added, and not removed. */
    public boolean contains(LocalSocket socket) {
        return index.contains(socket);
    }

    /** Returns a copy of the names of the rooms that are not empty. */
    public Set<String> names() {
        return index.rooms();
    }

    /** Whether a socket is in that room. */
    public boolean isOccupied(String room) {
        return index.isOccupied(room);
    }

    /** Calls the listener for each change from now on. */
    public void listen(RoomListener listener) {
        events.listen(listener);
    }

    public void unlisten(RoomListener listener) {
        events.unlisten(listener);
    }

    @Override
    public Set<String> roomsOf(LocalSocket socket) {
        return index.roomsOf(socket);
    }

    /** Returns the sockets selected, each once. */
    public Collection<LocalSocket> select(BroadcastOptions options) {
        return index.select(options);
    }
}

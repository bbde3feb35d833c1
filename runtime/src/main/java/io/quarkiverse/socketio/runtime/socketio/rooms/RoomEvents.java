package io.quarkiverse.socketio.runtime.socketio.rooms;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

import org.jboss.logging.Logger;

import io.quarkiverse.socketio.RoomListener;
import io.quarkiverse.socketio.runtime.log.LogLimiter;

/**
 * The queue of changes of the rooms of one namespace, which the application's room listeners have not received yet. A change is
 * queued while the room is locked, which gives the order, and the listeners are called when no lock is held. Nothing is queued
 * where there is no listener.
 * <p>
 * Thread: any; one thread at a time calls the listeners.
 */
public final class RoomEvents {
    private static final Logger LOG = Logger.getLogger(RoomEvents.class);
    private static final LogLimiter FAILURES = new LogLimiter(10);

    private final List<RoomListener> listeners = new CopyOnWriteArrayList<>();
    private final Queue<Consumer<RoomListener>> queued = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean calling = new AtomicBoolean();

    public void listen(RoomListener listener) {
        listeners.add(listener);
    }

    public void unlisten(RoomListener listener) {
        listeners.remove(listener);
    }

    void onCreate(String room) {
        if (!listeners.isEmpty()) {
            queued.add(listener -> listener.onCreate(room));
        }
    }

    void onJoin(String room, String socket) {
        if (!listeners.isEmpty()) {
            queued.add(listener -> listener.onJoin(room, socket));
        }
    }

    void onLeave(String room, String socket) {
        if (!listeners.isEmpty()) {
            queued.add(listener -> listener.onLeave(room, socket));
        }
    }

    void onDelete(String room) {
        if (!listeners.isEmpty()) {
            queued.add(listener -> listener.onDelete(room));
        }
    }

    /** Calls the listeners with all that is queued, unless another thread does; to be called after a change, without a lock. */
    public void callListeners() {
        while (!queued.isEmpty() && calling.compareAndSet(false, true)) {
            try {
                for (Consumer<RoomListener> event = queued.poll(); event != null; event = queued.poll()) {
                    call(event);
                }
            } finally {
                calling.set(false);
            }
        }
    }

    private void call(Consumer<RoomListener> event) {
        for (RoomListener listener : listeners) {
            try {
                event.accept(listener);
            } catch (RuntimeException e) {
                FAILURES.logf(LOG, Logger.Level.ERROR, e, "A listener of rooms failed: %s", listener.getClass().getName());
            }
        }
    }
}

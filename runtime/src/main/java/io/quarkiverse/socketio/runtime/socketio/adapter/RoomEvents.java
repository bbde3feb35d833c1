package io.quarkiverse.socketio.runtime.socketio.adapter;

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
 * Tells of rooms in two steps: a change takes its place in the queue while its room is locked, which gives the order, and is
 * told when nothing is locked any more. Where nobody listens, nothing is kept.
 * <p>
 * Thread: any; one at a time tells.
 */
final class RoomEvents {
    private static final Logger LOG = Logger.getLogger(RoomEvents.class);
    private static final LogLimiter FAILURES = new LogLimiter(10);

    private final List<RoomListener> listeners = new CopyOnWriteArrayList<>();
    private final Queue<Consumer<RoomListener>> untold = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean telling = new AtomicBoolean();

    void listen(RoomListener listener) {
        listeners.add(listener);
    }

    void created(String room) {
        if (!listeners.isEmpty()) {
            untold.add(listener -> listener.onCreate(room));
        }
    }

    void joined(String room, String member) {
        if (!listeners.isEmpty()) {
            untold.add(listener -> listener.onJoin(room, member));
        }
    }

    void left(String room, String member) {
        if (!listeners.isEmpty()) {
            untold.add(listener -> listener.onLeave(room, member));
        }
    }

    void deleted(String room) {
        if (!listeners.isEmpty()) {
            untold.add(listener -> listener.onDelete(room));
        }
    }

    /** Whoever changed something calls it, without a lock. What is added meanwhile is told too, by whoever tells. */
    void tell() {
        while (!untold.isEmpty() && telling.compareAndSet(false, true)) {
            try {
                for (Consumer<RoomListener> news = untold.poll(); news != null; news = untold.poll()) {
                    tell(news);
                }
            } finally {
                telling.set(false);
            }
        }
    }

    private void tell(Consumer<RoomListener> news) {
        for (RoomListener listener : listeners) {
            try {
                news.accept(listener);
            } catch (RuntimeException e) {
                FAILURES.logf(LOG, Logger.Level.ERROR, e, "A listener of rooms failed: %s", listener.getClass().getName());
            }
        }
    }
}

package io.quarkiverse.socketio.runtime.socketio.dispatch;

import java.util.ArrayDeque;
import java.util.LinkedList;
import java.util.ListIterator;
import java.util.Queue;
import java.util.function.LongConsumer;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.runtime.engineio.EventLoop;

/**
 * The queue of what one socket does on its event loop, such as sending a packet, in order. Adding and running are two steps: a
 * caller that holds a lock adds actions to many sockets in one order, and they run when it has released the lock. A caller may
 * also reserve a {@link Slot} for an action that is not known yet; actions behind it wait, and their bytes count as memory held
 * for the client.
 * <p>
 * Events that have a place are sent in the order of their places, as the client recovers from the place of the last one. Callers
 * learn the places in that order, though slots for events may have been reserved long before.
 * <p>
 * Thread: any; actions run on the event loop. Its lock is only held for memory operations.
 */
public final class Outbox {
    private final EventLoop loop;
    private final LongConsumer heldBytes;
    /** The actions before the first reserved slot; guarded by this, as is {@link #waiting}. */
    private final Queue<Runnable> ready = new ArrayDeque<>(4);
    /** The first reserved slot, and all behind it. */
    private final LinkedList<Waiting> waiting = new LinkedList<>();
    /** How many of {@link #waiting} are events that have a place. */
    private int placed;
    /** Whether actions are running; only used on the event loop. */
    private boolean busy;

    /** @param heldBytes takes the change of the number of bytes that wait behind a reserved slot */
    public Outbox(EventLoop loop, LongConsumer heldBytes) {
        this.loop = loop;
        this.heldBytes = heldBytes;
    }

    /** @param slot {@code null} unless the action is a reserved slot */
    private record Waiting(Runnable action, int bytes, @Nullable Slot slot) {
        boolean isKnown() {
            return slot == null || slot.action != null;
        }

        boolean isPlaced() {
            return slot != null && slot.isPlaced();
        }
    }

    /**
     * Adds an action behind all others.
     *
     * @param bytes the size of what the action holds until it runs
     */
    public void add(Runnable action, int bytes) {
        synchronized (this) {
            if (waiting.isEmpty()) {
                ready.add(action);
                return;
            }
            waiting.add(new Waiting(action, bytes, null));
        }
        heldBytes.accept(bytes); // not in the lock: the client may be cut for it
    }

    /**
     * Adds an action that sends the event of the last place so far: behind the events that have a place, which may wait until
     * what was held is released, and before those that have none yet.
     */
    public synchronized void addPlaced(Runnable action) {
        if (placed == 0) {
            ready.add(action);
            return;
        }
        ListIterator<Waiting> last = waiting.listIterator(waiting.size());
        while (!last.previous().isPlaced()) {
            // those behind it have no place
        }
        last.next();
        Slot slot = new Slot(true);
        slot.action = action;
        last.add(new Waiting(slot, 0, slot));
        placed++;
    }

    /** Reserves a slot behind all others, for an event that gets its place later. */
    public Slot reserve() {
        return reserve(true);
    }

    private synchronized Slot reserve(boolean forEvent) {
        Slot slot = new Slot(forEvent);
        waiting.add(new Waiting(slot, 0, slot));
        return slot;
    }

    /** Holds what is added from now on, until the returned action runs. */
    public Runnable hold() {
        Slot slot = reserve(false);
        return () -> {
            slot.fill(() -> {
            });
            flush();
        };
    }

    /** A position in the outbox for an action that is not known yet. */
    public final class Slot implements Runnable {
        private final boolean forEvent;
        private @Nullable Runnable action;

        private Slot(boolean forEvent) {
            this.forEvent = forEvent;
        }

        private boolean isPlaced() {
            return forEvent && action != null;
        }

        /** Sets the action; {@link #flush} must follow. */
        public void fill(Runnable known) {
            long released;
            synchronized (Outbox.this) {
                action = known;
                placed += forEvent ? 1 : 0;
                released = advance();
            }
            heldBytes.accept(-released);
        }

        @Override
        public void run() {
            if (action != null) {
                action.run();
            }
        }
    }

    /** Returns the bytes that no longer wait. */
    private long advance() {
        long bytes = 0;
        for (Waiting next = waiting.peek(); next != null && next.isKnown(); next = waiting.peek()) {
            ready.add(next.action);
            bytes += next.bytes;
            placed -= next.isPlaced() ? 1 : 0;
            waiting.remove();
        }
        return bytes;
    }

    private synchronized @Nullable Runnable poll() {
        return ready.poll();
    }

    /** Whether no action is ready to run, and no event that has a place waits. */
    public synchronized boolean isIdle() {
        return ready.isEmpty() && placed == 0;
    }

    private synchronized boolean hasReady() {
        return !ready.isEmpty();
    }

    /** Runs the actions that are ready; must be called after adding. */
    public void flush() {
        loop.run(this::drain);
    }

    /** Runs an action now, before all that is added meanwhile; on the event loop. */
    public void runFirst(Runnable action) {
        if (busy) {
            action.run();
            return;
        }
        busy = true;
        try {
            action.run();
        } finally {
            busy = false;
        }
        drain();
    }

    private void drain() {
        if (busy) {
            return;
        }
        busy = true;
        try {
            for (Runnable action = poll(); action != null; action = poll()) {
                action.run();
            }
        } finally {
            busy = false;
            if (hasReady()) { // one failed: those that follow must run
                loop.execute(this::drain);
            }
        }
    }
}

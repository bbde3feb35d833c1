package io.quarkiverse.socketio.runtime.socketio.dispatch;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.LongConsumer;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.runtime.engineio.EventLoop;

/**
 * What a socket is to do, in order. Adding and doing are two steps: whoever holds a lock gives many sockets their part in one
 * order, and they do it when the lock is released. An action may also hold its turn before it is known; what is added later
 * waits for it, and is counted meanwhile as held for the client.
 * <p>
 * Thread: any; the actions run on the event loop. Its lock is held for memory alone.
 */
public final class Outbox {
    private final EventLoop loop;
    private final LongConsumer heldBytes;
    /** Guarded by this, as the next. */
    private final Queue<Runnable> ready = new ArrayDeque<>(4);
    /** The first is a turn whose action is not known. */
    private final Queue<Waiting> waiting = new ArrayDeque<>(0);
    /** In the loop. */
    private boolean busy;

    /** @param heldBytes told how many bytes more, or fewer if negative, wait for a turn that is not known */
    public Outbox(EventLoop loop, LongConsumer heldBytes) {
        this.loop = loop;
        this.heldBytes = heldBytes;
    }

    /** @param turn {@code null} unless the action is a turn, perhaps one that is not known yet */
    private record Waiting(Runnable action, int bytes, @Nullable Turn turn) {
        boolean isKnown() {
            return turn == null || turn.action != null;
        }
    }

    /**
     * Adds an action behind all others.
     *
     * @param bytes that it holds until it is done
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

    /** Adds an action before the first turn whose action is not known. */
    public synchronized void addReady(Runnable action) {
        ready.add(action);
    }

    /** Holds a turn behind all others. */
    public synchronized Turn hold() {
        Turn turn = new Turn();
        waiting.add(new Waiting(turn, 0, turn));
        return turn;
    }

    /** The turn of an action that is known later. */
    public final class Turn implements Runnable {
        private @Nullable Runnable action;

        /** Tells the action; {@link #flush} follows. */
        public void fill(Runnable known) {
            long released;
            synchronized (Outbox.this) {
                action = known;
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

    /** Returns the bytes that do not wait any more. */
    private long advance() {
        long bytes = 0;
        for (Waiting next = waiting.peek(); next != null && next.isKnown(); next = waiting.peek()) {
            ready.add(next.action);
            bytes += next.bytes;
            waiting.remove();
        }
        return bytes;
    }

    private synchronized @Nullable Runnable poll() {
        return ready.poll();
    }

    /** Whether there is nothing that could be done now. */
    public synchronized boolean isIdle() {
        return ready.isEmpty();
    }

    /** Does what was added; whoever adds must call it. */
    public void flush() {
        loop.run(this::drain);
    }

    /** Runs an action now, and only then what is added meanwhile; in the loop. */
    public void first(Runnable action) {
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
            if (!isIdle()) { // one failed: those that follow must run
                loop.execute(this::drain);
            }
        }
    }
}

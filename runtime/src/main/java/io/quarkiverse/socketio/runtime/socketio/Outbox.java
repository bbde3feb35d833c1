package io.quarkiverse.socketio.runtime.socketio;

import java.util.ArrayDeque;
import java.util.Queue;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.runtime.engineio.EventLoop;

/**
 * What a socket is to do, in order. Adding and doing are two steps, so that many sockets can be given their part in one order
 * by
 * one who holds a lock, and do it when the lock is released. An action may also hold its turn before it is known; what is added
 * later waits for it.
 * <p>
 * Thread: any; the actions run on the event loop. Its lock is held for memory alone.
 */
final class Outbox {
    private final EventLoop loop;
    /** Guarded by this, as the next. */
    private final Queue<Runnable> ready = new ArrayDeque<>(4);
    /** The first is a turn whose action is not known. */
    private final Queue<Runnable> waiting = new ArrayDeque<>(0);
    /** In the loop. */
    private boolean busy;

    Outbox(EventLoop loop) {
        this.loop = loop;
    }

    /** Adds an action behind all others. */
    synchronized void add(Runnable action) {
        (waiting.isEmpty() ? ready : waiting).add(action);
    }

    /** Adds an action before the first turn whose action is not known. */
    synchronized void addReady(Runnable action) {
        ready.add(action);
    }

    /** Holds a turn behind all others. */
    synchronized Turn hold() {
        Turn turn = new Turn();
        waiting.add(turn);
        return turn;
    }

    /** The turn of an action that is known later. */
    final class Turn implements Runnable {
        private @Nullable Runnable action;

        /** Tells the action; {@link #flush} follows. */
        void fill(Runnable known) {
            synchronized (Outbox.this) {
                action = known;
                advance();
            }
        }

        @Override
        public void run() {
            if (action != null) {
                action.run();
            }
        }
    }

    private void advance() {
        for (Runnable next = waiting.peek(); next != null; next = waiting.peek()) {
            if (next instanceof Turn turn && turn.action == null) {
                return;
            }
            ready.add(waiting.remove());
        }
    }

    private synchronized @Nullable Runnable poll() {
        return ready.poll();
    }

    /** Whether there is nothing that could be done now. */
    synchronized boolean isIdle() {
        return ready.isEmpty();
    }

    /** Does what was added; whoever adds must call it. */
    void flush() {
        loop.run(this::drain);
    }

    /** Runs an action now, and only then what is added meanwhile; in the loop. */
    void first(Runnable action) {
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

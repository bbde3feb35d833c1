package io.quarkiverse.socketio.runtime.socketio;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import io.quarkiverse.socketio.runtime.engineio.EventLoop;

/**
 * What a socket is to do, in the order in which it was told. Being told and doing are two steps, so that many sockets can be
 * told in one order by one who holds a lock, and do it when he does not any more.
 * <p>
 * Thread: any; the actions run on the event loop.
 */
final class Outbox {
    private final EventLoop loop;
    private final Queue<Runnable> actions = new ConcurrentLinkedQueue<>();
    /** In the loop. */
    private boolean busy;

    Outbox(EventLoop loop) {
        this.loop = loop;
    }

    void add(Runnable action) {
        actions.add(action);
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
            for (Runnable action = actions.poll(); action != null; action = actions.poll()) {
                action.run();
            }
        } finally {
            busy = false;
            if (!actions.isEmpty()) { // one failed: those that follow must run
                loop.execute(this::drain);
            }
        }
    }
}

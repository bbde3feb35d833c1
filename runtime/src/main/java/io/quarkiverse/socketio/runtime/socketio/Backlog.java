package io.quarkiverse.socketio.runtime.socketio;

import java.util.concurrent.atomic.AtomicInteger;

import io.quarkiverse.socketio.runtime.engineio.EventLoop;

/**
 * Holds a client back while too much of what it sent waits for the application: a client that sends faster than its handlers
 * work fills the network's buffers instead of the heap.
 * <p>
 * Thread: {@link #add} on the session's event loop, {@link #remove} any.
 */
final class Backlog {
    /** So many let a thread that handles them work without a break. */
    static final int MOST = 256;
    static final int FEW = 64;

    private final EventLoop loop;
    private final Runnable pause;
    private final Runnable resume;
    private final AtomicInteger waiting = new AtomicInteger();
    private boolean paused;

    Backlog(EventLoop loop, Runnable pause, Runnable resume) {
        this.loop = loop;
        this.pause = pause;
        this.resume = resume;
    }

    void add() {
        if (waiting.incrementAndGet() >= MOST && !paused) {
            paused = true;
            pause.run();
        }
    }

    void remove() {
        if (waiting.decrementAndGet() == FEW) {
            loop.execute(this::relieve);
        }
    }

    private void relieve() {
        if (paused && waiting.get() <= FEW) {
            paused = false;
            resume.run();
        }
    }
}

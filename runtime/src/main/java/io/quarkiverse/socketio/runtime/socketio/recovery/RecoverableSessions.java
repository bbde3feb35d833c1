package io.quarkiverse.socketio.runtime.socketio.recovery;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * Whether there are sessions that this server has saved elsewhere, and that clients may still recover.
 * <p>
 * Thread: any.
 */
public final class RecoverableSessions {
    private final EventLogs logs;
    private final RecoveryCallbacks callbacks;
    /** Cancels the timer that runs while there are some; guarded by this. */
    private @Nullable Runnable cancelTimer;
    private long lastSaved;
    private boolean closed;

    /** @param logs have the limits and the time */
    public RecoverableSessions(EventLogs logs, RecoveryCallbacks callbacks) {
        this.logs = logs;
        this.callbacks = callbacks;
    }

    /** A session was saved. */
    public synchronized void add() {
        lastSaved = logs.nanoTime();
        if (cancelTimer == null && !closed) {
            cancelTimer = logs.schedule(this::onTimer);
        }
    }

    private void onTimer() {
        if (isOver()) {
            callbacks.onNothingKept();
        }
    }

    private synchronized boolean isOver() {
        Duration left = logs.limits().time().minusNanos(logs.nanoTime() - lastSaved);
        cancelTimer = closed || left.isNegative() || left.isZero() ? null : logs.schedule(left, this::onTimer);
        return !closed && cancelTimer == null;
    }

    public synchronized boolean any() {
        return cancelTimer != null;
    }

    public synchronized void close() {
        closed = true;
        if (cancelTimer != null) {
            cancelTimer.run();
            cancelTimer = null;
        }
    }
}

package io.quarkiverse.socketio.runtime.engineio;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;

/**
 * Thins out a log line that clients can cause: one in ten seconds, which says how many were left out.
 * <p>
 * Thread: any.
 */
public final class RareWarning {
    private static final long PAUSE = TimeUnit.SECONDS.toNanos(10);
    private static final long NEVER = Long.MIN_VALUE;

    private final AtomicLong last = new AtomicLong(NEVER);
    private final AtomicLong leftOut = new AtomicLong();

    /** What to log, or {@code null}. */
    public @Nullable String next(long nanoTime, String text) {
        long before = last.get();
        if (before != NEVER && nanoTime - before < PAUSE || !last.compareAndSet(before, nanoTime)) {
            leftOut.incrementAndGet();
            return null;
        }
        long missing = leftOut.getAndSet(0);
        return missing == 0 ? text : text + " (and " + missing + " more since the last of these lines)";
    }
}

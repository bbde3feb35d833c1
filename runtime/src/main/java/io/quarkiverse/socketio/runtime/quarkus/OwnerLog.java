package io.quarkiverse.socketio.runtime.quarkus;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Says which owners of lost sessions are to be logged now: each once in a minute, and no more than a few in all, since whoever
 * makes up session ids makes up their owners too.
 * <p>
 * Thread: any.
 */
final class OwnerLog {
    private static final long PERIOD = TimeUnit.MINUTES.toNanos(1);
    static final int MOST_OWNERS = 10;

    /** Guarded by this, as all that follows. */
    private final Set<String> named = new HashSet<>();
    private long since;
    private long leftOut;

    /**
     * Hears of a request.
     *
     * @return how many requests were not logged before this one; negative if this one is not logged either
     */
    synchronized long next(String owner, long nanoTime) {
        if (nanoTime - since >= PERIOD) {
            named.clear();
        }
        if (named.isEmpty()) {
            since = nanoTime;
        }
        if (named.size() >= MOST_OWNERS || !named.add(owner)) {
            leftOut++;
            return -1;
        }
        long before = leftOut;
        leftOut = 0;
        return before;
    }
}

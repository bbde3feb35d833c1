package io.quarkiverse.socketio.runtime.admission;

import java.util.concurrent.atomic.LongAdder;

/**
 * The reasons for which this process has closed connections before their first request, with counters.
 * <p>
 * Thread: any.
 */
public enum RejectReason {
    /** The oldest of too many that have not sent a request. */
    PUSHED_OUT,
    /** The descriptors that are left are the process's own. */
    NO_DESCRIPTOR,
    /** The head of a request took too long. */
    SLOW_HEAD;

    private final LongAdder count = new LongAdder();

    public void add() {
        count.increment();
    }

    public long count() {
        return count.sum();
    }
}

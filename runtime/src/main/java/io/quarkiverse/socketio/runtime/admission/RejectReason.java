package io.quarkiverse.socketio.runtime.admission;

import java.util.concurrent.atomic.LongAdder;

/**
 * The reasons for which this process has closed connections, most of them before their first request, with counters.
 * <p>
 * Thread: any.
 */
public enum RejectReason {
    /** The connection was the oldest of too many that had not sent a request. */
    PUSHED_OUT,
    /** Only reserved file descriptors were left. */
    NO_DESCRIPTOR,
    /** The client took too long to send the head of a request. */
    SLOW_HEAD,
    /** As many connections as allowed were open. */
    TOO_MANY,
    /** The client sent requests over HTTP/2 while too many bytes of such requests of all clients waited. */
    FLOOD;

    private final LongAdder count = new LongAdder();

    public void add() {
        count.increment();
    }

    public long count() {
        return count.sum();
    }
}

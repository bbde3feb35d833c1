package io.quarkiverse.socketio.runtime.cluster.handoff;

import org.jspecify.annotations.Nullable;

/**
 * For which of a worker's servers a connection is. On the wire it is its position here.
 * <p>
 * Thread: any.
 */
public enum Kind {
    /** HTTP, of any version. */
    PLAIN,
    /** TLS, which the worker ends; the primary has read nothing of it. */
    TLS,
    /** HTTP/1, from another worker, which has ended the TLS of it if there was any. */
    RELAYED;

    private static final Kind[] ALL = values();

    /** Null when there is none of that position. */
    @Nullable
    static Kind at(int position) {
        return position < ALL.length ? ALL[position] : null;
    }
}

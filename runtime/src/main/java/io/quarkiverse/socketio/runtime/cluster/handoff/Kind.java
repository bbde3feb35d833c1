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
    RELAYED,
    /** HTTP, for the management interface. */
    MANAGEMENT,
    /** TLS, for the management interface. */
    MANAGEMENT_TLS;

    private static final Kind[] ALL = values();

    /** Whether the primary cannot read what such connections say. */
    public boolean isEncrypted() {
        return this == TLS || this == MANAGEMENT_TLS;
    }

    /** Null when there is none of that position. */
    @Nullable
    static Kind at(int position) {
        return position < ALL.length ? ALL[position] : null;
    }
}

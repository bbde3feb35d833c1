package io.quarkiverse.socketio.runtime.cluster.handoff;

import org.jspecify.annotations.Nullable;

/**
 * Names the server of a worker that a connection is for. On the wire it is its position here.
 * <p>
 * Thread: any.
 */
public enum ServerKind {
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

    private static final ServerKind[] ALL = values();

    /** Whether the primary cannot read what such connections say. */
    public boolean isEncrypted() {
        return this == TLS || this == MANAGEMENT_TLS;
    }

    /** Null when there is none of that position. */
    @Nullable
    static ServerKind at(int position) {
        return position < ALL.length ? ALL[position] : null;
    }
}

package io.quarkiverse.socketio.runtime.cluster.handoff;

import org.jspecify.annotations.Nullable;

/**
 * The kinds of connections, by the server of the worker that serves them. On the wire a kind is its ordinal.
 * <p>
 * Thread: any.
 */
public enum ServerKind {
    /** HTTP, of any version. */
    PLAIN,
    /** TLS, which the worker terminates; the primary has read none of it. */
    TLS,
    /** HTTP/1, relayed by another worker, which has terminated TLS if there was any. */
    RELAYED,
    /** HTTP, for the management interface. */
    MANAGEMENT,
    /** TLS, for the management interface. */
    MANAGEMENT_TLS,
    /** What other hosts relay, perhaps over TLS, which the worker terminates; the primary has read its first bytes. */
    HOSTS;

    private static final ServerKind[] ALL = values();

    /** Returns whether the primary cannot read requests on such connections, nor respond to them. */
    public boolean isEncrypted() {
        return this == TLS || this == MANAGEMENT_TLS || this == HOSTS;
    }

    /** Returns the kind with an ordinal; null when there is none. */
    @Nullable
    static ServerKind at(int position) {
        return position < ALL.length ? ALL[position] : null;
    }
}

package io.quarkiverse.socketio.runtime.admin;

import java.time.Duration;
import java.time.Instant;

/**
 * Whether an administrator is connected to any server of the cluster: events are built only then. A server with administrators
 * tells the others when one connects, before it asks for their sockets, and every {@link #REPEAT}. Where servers in Node may be
 * among the others, which tell nothing, a server also fetches the administrators of all servers every {@link #REPEAT}. What a server
 * has learned holds for a {@link #LEASE}, so that a lost message or a slow server changes nothing. A server that starts assumes
 * that there are administrators for the time of a lease: it does not know yet, and its first sockets must not be missed.
 * <p>
 * Thread: any.
 */
final class Watchers {
    static final Duration REPEAT = Duration.ofSeconds(5);
    static final Duration LEASE = REPEAT.multipliedBy(3);

    private volatile boolean present = true;
    /** Guarded by this. */
    private Instant until;

    Watchers(Instant start) {
        until = start.plus(LEASE);
    }

    /** Returns whether there may be administrators. */
    boolean present() {
        return present;
    }

    /** There is an administrator now. */
    synchronized void found(Instant now) {
        until = now.plus(LEASE);
        present = true;
    }

    /** To be called now and then. */
    synchronized void expire(Instant now) {
        if (!now.isBefore(until)) {
            present = false;
        }
    }
}

package io.quarkiverse.socketio.runtime.presence;

import java.time.Duration;

/**
 * The options of presence.
 * <p>
 * Thread: any; immutable.
 *
 * @param lease how long a server is believed to run after its last sign of life
 * @param leaveDelay how long a user must be offline before listeners are told
 * @param maxListed sockets of one user that a server tells the others
 * @param maxUserLength of an id, in characters
 * @param maxBytes that the users of other servers may take, about
 */
public record PresenceSettings(Duration lease, Duration leaveDelay, int maxListed, int maxUserLength, long maxBytes) {
    private static final int BEATS_PER_LEASE = 3;

    public PresenceSettings {
        check(lease.toMillis() >= 100, "lease must be at least 100 ms, was " + lease);
        check(!leaveDelay.isNegative(), "leave-delay must not be negative, was " + leaveDelay);
        check(maxListed >= 1, "listed-sockets must be at least 1, was " + maxListed);
        check(maxUserLength >= 1, "max-user-id-length must be at least 1, was " + maxUserLength);
        check(maxBytes >= 0, "max-bytes must not be negative, was " + maxBytes);
    }

    private static void check(boolean valid, String message) {
        if (!valid) {
            throw new IllegalArgumentException("quarkus.socketio.presence." + message);
        }
    }

    /** Returns the time between two signs of life. */
    Duration interval() {
        return lease.dividedBy(BEATS_PER_LEASE);
    }
}

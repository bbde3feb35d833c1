package io.quarkiverse.socketio.runtime.config;

import java.time.Duration;

import io.smallrye.config.WithDefault;

/** Which users are connected. */
public interface PresenceConfig {

    /**
     * How long a server is believed to run after its last sign of life, which it sends three times in that time. When a host
     * dies, its users are offline after that; workers of the same host notice at once when one of them dies. Must be the same
     * on all servers.
     */
    @WithDefault("15s")
    Duration lease();

    /**
     * How long a user must be offline before {@code PresenceEvent.UserLeft} is fired, so that a client that reconnects causes
     * no events. Does not apply to {@code Presence.isOnline} and the other methods.
     */
    @WithDefault("5s")
    Duration leaveDelay();

    /**
     * How many sockets of one user each server tells the other servers about. All sockets are counted, and receive what is sent
     * to the user.
     */
    @WithDefault("16")
    int listedSockets();

    /** The longest id of a user, in characters. A socket whose user has a longer one belongs to no user. */
    @WithDefault("255")
    int maxUserIdLength();

    /**
     * About the most bytes of memory that the users of other servers may take in this process; a user takes about half a
     * kilobyte. Beyond, users of other servers are not known here.
     */
    @WithDefault("100000000")
    long maxBytes();
}

package io.quarkiverse.socketio.runtime.engineio;

/**
 * Detects lost clients by pings and pongs; the revision of the protocol defines which side pings.
 * <p>
 * Thread: the session's event loop.
 */
sealed interface Heartbeat permits ServerPings, ClientPings {

    /** The session of a heartbeat. */
    interface Listener {
        /** The server's ping or pong is due. */
        void onHeartbeat();

        /** The client is lost. */
        void onHeartbeatExpired();
    }

    /** A ping was received; returns whether clients of this revision may send one. */
    boolean onPing();

    /** A pong was received; returns whether clients of this revision may send one. */
    boolean onPong();

    /** Reading was paused: until {@link #resume} heartbeats of the client may be unread, so it is not considered lost. */
    void pause();

    /** Reading goes on: the client gets a whole interval for its next heartbeat. */
    void resume();

    /** Returns whether the client's heartbeat is overdue, even if the timer has not fired yet. */
    boolean isExpired();

    void stop();
}

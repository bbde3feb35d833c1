package io.quarkiverse.socketio.runtime.presence;

import org.jboss.logging.Logger;

import io.quarkiverse.socketio.runtime.log.LogLimiter;

/**
 * Writes the users of other servers to the index, and counts the bytes that they take. Users beyond the limit are left out.
 * <p>
 * Thread: the mailbox.
 */
final class RemoteUsers {
    private static final Logger LOG = Logger.getLogger(RemoteUsers.class);
    private static final LogLimiter FULL = new LogLimiter();

    private final PresenceIndex index;
    private final PresenceSettings settings;
    private final UserEvents events;
    private long bytes;
    private long reserved;

    RemoteUsers(PresenceIndex index, PresenceSettings settings, UserEvents events) {
        this.index = index;
        this.settings = settings;
        this.events = events;
    }

    /** Takes bytes for users that are being received; returns whether there are so many left. */
    boolean reserve(long more) {
        boolean left = reserved + more <= settings.maxBytes();
        reserved += left ? more : 0;
        return left;
    }

    void release(long fewer) {
        reserved -= fewer;
    }

    /**
     * Replaces what a server has of a user.
     *
     * @return whether the server has the user now
     */
    boolean put(ServerInfo server, UserState state) {
        UserState before = index.stateOf(server, state.user());
        UserState next = state.isPresent() && !fits(state, before) ? UserState.absent(state.user()) : state;
        if (before.isPresent() || next.isPresent()) {
            bytes += (next.isPresent() ? next.bytes() : 0) - (before.isPresent() ? before.bytes() : 0);
            index.put(server, next);
            events.onChange(state.user());
        }
        return next.isPresent();
    }

    private boolean fits(UserState state, UserState before) {
        if (state.user().isEmpty() || state.user().length() > settings.maxUserLength()) {
            return false;
        }
        if (bytes + state.bytes() - (before.isPresent() ? before.bytes() : 0) <= settings.maxBytes()) {
            return true;
        }
        FULL.logf(LOG, Logger.Level.WARN, null,
                "Users of other servers take more than quarkus.socketio.presence.max-bytes (%d): some are not known here",
                settings.maxBytes());
        return false;
    }

    /** The user was online before this server started. */
    void onPresentBefore(String user) {
        events.onPresentBefore(user);
    }
}

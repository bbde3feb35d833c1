package io.quarkiverse.socketio.runtime.socketio;

import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.DisconnectReason;
import io.quarkiverse.socketio.runtime.socketio.adapter.SessionStore;
import io.quarkiverse.socketio.runtime.socketio.adapter.StoredSession;

/**
 * How the client of one socket comes back to it, and whether it did.
 * <p>
 * Thread: the session's event loop, but for {@link #pid} and {@link #isRecovered}.
 */
final class Recoverable {
    private final Recovery recovery;
    private final String pid;
    private final Recovery.@Nullable Claim claim;
    private long since;

    Recoverable(Recovery recovery, String pid, Recovery.@Nullable Claim claim) {
        this.recovery = recovery;
        this.pid = pid;
        this.claim = claim;
    }

    String pid() {
        return pid;
    }

    boolean isRecovered() {
        return claim != null;
    }

    /** The socket is to be connected. If its client is back, it is in its rooms, where nobody sees it yet. */
    void begin(SocketImpl socket) {
        recovery.hold(pid, socket);
        if (claim != null) {
            recovery.adapter().reserve(socket);
            recovery.adapter().join(socket, claim.session().rooms());
        }
    }

    /** Connects it. What it missed, or {@code null} if that is not kept any more: then it is not connected. */
    @Nullable
    List<SessionStore.Missed> enter(SocketImpl socket) {
        if (claim != null) {
            since = claim.session().since();
            return recovery.adapter().addAgain(socket, claim.offset());
        }
        since = recovery.sessions().position();
        recovery.adapter().add(socket);
        return List.of();
    }

    /** @param rooms it was in; {@code null} if it was not connected */
    void end(SocketImpl socket, DisconnectReason reason, @Nullable Set<String> rooms) {
        StoredSession left = null;
        if (rooms != null) {
            left = new StoredSession(socket.id(), pid, rooms, socket.data(), since,
                    claim == null ? null : claim.session().former());
        } else if (claim != null) {
            left = claim.session();
        }
        recovery.end(pid, socket, reason, left);
    }
}

package io.quarkiverse.socketio.runtime.socketio.recovery;

import java.security.Principal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.DisconnectReason;
import io.quarkiverse.socketio.SocketIOException;
import io.quarkiverse.socketio.runtime.engineio.EventLoop;
import io.quarkiverse.socketio.runtime.socketio.dispatch.ServerStats;
import io.quarkiverse.socketio.runtime.socketio.handshake.HandshakeImpl;
import io.quarkiverse.socketio.runtime.socketio.packet.EncodedPacket;

/**
 * The clients of one namespace that come back to what they left. Each has a secret, its {@code pid}, which one socket at a time
 * holds: whoever comes with it is that client, whatever became of its former connection.
 * <p>
 * Thread: any.
 */
public final class Recovery {
    /** The client did not want to go, and was not sent away. */
    private static final Set<DisconnectReason> RECOVERABLE = Set.of(DisconnectReason.TRANSPORT_ERROR,
            DisconnectReason.TRANSPORT_CLOSE, DisconnectReason.FORCED_CLOSE, DisconnectReason.PING_TIMEOUT,
            DisconnectReason.SERVER_SHUTTING_DOWN, DisconnectReason.FORCED_SERVER_CLOSE);

    /** A client that is back, and how far it got. */
    public record Recovered(StoredSession session, Offset offset) {
    }

    private final RecoveryRooms rooms;
    private final EventLog log;
    private final SessionStore sessions;
    private final RecoveryCallbacks events;
    private final Map<String, RecoverableSocket> holders = new ConcurrentHashMap<>();
    /** By pid: what waits for the end of an attempt to take its session; guarded by itself. */
    private final Map<String, List<Runnable>> attempts = new HashMap<>();

    public Recovery(RecoveryRooms rooms, EventLog log, SessionStore sessions, RecoveryCallbacks events) {
        this.rooms = rooms;
        this.log = log;
        this.sessions = sessions;
        this.events = events;
    }

    /**
     * Takes what a client left, if it says who it was. A socket that still has it is ended first.
     *
     * @param stats told what became of it
     * @param answer called once, on the loop, perhaps before this returns
     */
    public void recover(HandshakeImpl handshake, EventLoop loop, ServerStats stats, Consumer<@Nullable Recovered> answer) {
        Map<?, ?> auth = auth(handshake);
        if (!(auth.get("pid") instanceof String pid) || !(auth.get("offset") instanceof String offset)) {
            answer.accept(null);
            return;
        }
        Attempt attempt = new Attempt(pid, owner(handshake), log.parse(offset), loop, recovered -> {
            stats.countRecovery(recovered == null ? ServerStats.RecoveryOutcome.NEW
                    : recovered.session().server().equals(sessions.server()) ? ServerStats.RecoveryOutcome.RECOVERED
                            : ServerStats.RecoveryOutcome.MOVED);
            answer.accept(recovered);
        });
        recover(attempt);
    }

    /** Who the client of a session is: nobody else comes back to it. Anonymous ones are all the same. */
    private static String owner(HandshakeImpl handshake) {
        Principal principal = handshake.principal();
        return principal == null ? "" : "user " + principal.getName();
    }

    /** @param offset {@code null} for one that no server here has told */
    private record Attempt(String pid, String owner, @Nullable Offset offset, EventLoop loop, // wall: an attempt
            Consumer<@Nullable Recovered> answer) {
    }

    private void recover(Attempt attempt) {
        if (isFirst(attempt.pid, () -> attempt.loop.execute(() -> recover(attempt)))
                && !endHolder(attempt.pid, attempt.owner::equals, () -> attempt.loop.run(() -> take(attempt)))) {
            take(attempt);
        }
    }

    /** Whether nobody else is coming back with that pid now; if somebody is, it is to be done again afterwards. */
    private boolean isFirst(String pid, Runnable again) {
        synchronized (attempts) {
            List<Runnable> waiting = attempts.putIfAbsent(pid, new ArrayList<>(0));
            if (waiting != null) {
                waiting.add(again);
            }
            return waiting == null;
        }
    }

    private void take(Attempt attempt) {
        sessions.take(attempt.pid, attempt.owner, session -> attempt.loop.run(() -> {
            try {
                Offset offset = attempt.offset;
                attempt.answer.accept(session == null || offset == null || !log.reachesBack(session, offset) ? null
                        : new Recovered(session, offset));
            } finally {
                end(attempt.pid);
            }
        }));
    }

    /** Now somebody holds it, or it is given back, or there is nothing. */
    private void end(String pid) {
        List<Runnable> waiting;
        synchronized (attempts) {
            waiting = attempts.remove(pid);
        }
        if (waiting != null) {
            waiting.forEach(Runnable::run);
        }
    }

    /** As {@link RecoveryCallbacks#release}. */
    public boolean release(String pid, Predicate<String> owner, Runnable next) {
        synchronized (attempts) {
            List<Runnable> waiting = attempts.get(pid);
            if (waiting != null) {
                waiting.add(() -> {
                    if (!release(pid, owner, next)) {
                        next.run();
                    }
                });
                return true;
            }
        }
        return endHolder(pid, owner, next);
    }

    /** {@code false} if there is none that is the owner's. */
    private boolean endHolder(String pid, Predicate<String> owner, Runnable next) {
        RecoverableSocket holder = holders.get(pid);
        if (holder == null || !owner.test(owner(holder.handshake()))) {
            return false;
        }
        holder.inLoop(() -> {
            if (isHolder(pid, holder)) { // its connection is one that nobody has told it is cut
                holder.closeConnection();
            }
            next.run();
        });
        return true;
    }

    private static Map<?, ?> auth(HandshakeImpl handshake) {
        try {
            return handshake.auth(Map.class);
        } catch (SocketIOException e) { // whether that is a failure is the application's to say
            return Map.of();
        }
    }

    /** For a client that is gone again before it got it. */
    public void giveBack(Recovered recovered) {
        sessions.save(recovered.session());
    }

    /** The part of a new socket in this. */
    public RecoveryState begin(HandshakeImpl handshake, @Nullable Recovered recovered) {
        return new RecoveryState(this, recovered == null ? sessions.newPid() : recovered.session().pid(), owner(handshake),
                recovered);
    }

    RecoveryRooms rooms() {
        return rooms;
    }

    EventLog log() {
        return log;
    }

    EncodedPacket withOffset(EncodedPacket event, String offset) {
        return events.withOffset(event, offset);
    }

    /** What a socket leaves. */
    StoredSession session(RecoverableSocket socket, String pid, String owner, Set<String> rooms, // wall: a row
            StoredSession.Progress progress) {
        return new StoredSession(socket.id(), pid, owner, sessions.server(), rooms, socket.data(), progress);
    }

    boolean survivesCrashes() {
        return sessions.survivesCrashes();
    }

    /** As {@link SessionStore#saveHeld}. */
    void saveHeld(StoredSession session, Runnable saved) {
        sessions.saveHeld(session, saved);
    }

    /** Whether anybody may come back. */
    public boolean isAwaited() {
        return sessions.holdsAny();
    }

    void hold(String pid, RecoverableSocket socket) {
        holders.put(pid, socket);
    }

    boolean isHolder(String pid, RecoverableSocket socket) {
        return holders.get(pid) == socket;
    }

    /** A socket ended; after it left its rooms. Whoever comes back meanwhile finds either the socket or what is left of it. */
    void end(String pid, RecoverableSocket socket, DisconnectReason reason, @Nullable StoredSession left) {
        if (left != null && RECOVERABLE.contains(reason)) {
            sessions.save(left);
        } else if (socket.recovered() || survivesCrashes()) {
            sessions.forget(pid);
        }
        holders.remove(pid, socket);
    }

    /** Nobody can come back any more. */
    public void close() {
        sessions.close();
        log.logs().close();
    }
}

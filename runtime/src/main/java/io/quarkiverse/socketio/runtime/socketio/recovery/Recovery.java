package io.quarkiverse.socketio.runtime.socketio.recovery;

import java.security.Principal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Predicate;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.DisconnectReason;
import io.quarkiverse.socketio.SocketIOException;
import io.quarkiverse.socketio.runtime.engineio.EventLoop;
import io.quarkiverse.socketio.runtime.log.DebugLog;
import io.quarkiverse.socketio.runtime.log.LogLimiter;
import io.quarkiverse.socketio.runtime.socketio.dispatch.ServerStats;
import io.quarkiverse.socketio.runtime.socketio.dispatch.SocketData;
import io.quarkiverse.socketio.runtime.socketio.handshake.HandshakeImpl;
import io.quarkiverse.socketio.runtime.socketio.packet.EncodedPacket;

/**
 * Recovers the sessions of clients that reconnect to one namespace. A session has a secret id, its {@code pid}; one socket at a
 * time holds the session. A client that sends the pid gets the session; if a socket still holds it, because the loss of its
 * connection was not noticed, that socket is disconnected first.
 * <p>
 * Thread: any.
 */
public final class Recovery {
    private static final Logger LOG = Logger.getLogger(Recovery.class);
    private static final LogLimiter FAILURES = new LogLimiter();

    /** The reasons after which a session is saved: neither the client nor the application disconnected the socket. */
    private static final Set<DisconnectReason> RECOVERABLE = Set.of(DisconnectReason.TRANSPORT_ERROR,
            DisconnectReason.TRANSPORT_CLOSE, DisconnectReason.FORCED_CLOSE, DisconnectReason.PING_TIMEOUT,
            DisconnectReason.SERVER_SHUTTING_DOWN, DisconnectReason.FORCED_SERVER_CLOSE);

    /** How often, and for how long each time, a server waits for an event that the client received from another one. */
    private static final int MAX_WAITS = 100;
    private static final Duration WAIT = Duration.ofMillis(20);

    /**
     * A recovered session, and how far its client received events.
     *
     * @param earlier events that the client missed and that are not in the log; the session is as if it had been given them
     * @param stored the session as it was stored
     * @param data the application's values
     */
    public record Recovered(StoredSession session, Offset offset, List<SentEvent> earlier, StoredSession stored, // wall: a row
            SocketData.Recovered data) {
    }

    private final RecoveryRooms rooms;
    private final EventLog log;
    private final SessionStore sessions;
    private final RecoveryCallbacks callbacks;
    /** By pid: the socket that holds the session. */
    private final Map<String, RecoverableSocket> holders = new ConcurrentHashMap<>();
    /** By pid: the tasks that wait until the present attempt to recover the session has finished; guarded by itself. */
    private final Map<String, List<Runnable>> attempts = new HashMap<>();

    public Recovery(RecoveryRooms rooms, EventLog log, SessionStore sessions, RecoveryCallbacks callbacks) {
        this.rooms = rooms;
        this.log = log;
        this.sessions = sessions;
        this.callbacks = callbacks;
    }

    /**
     * Recovers the session of a client that sends a pid and an offset. A socket that still holds the session is disconnected
     * first.
     *
     * @param stats counts the outcome
     * @param answer called once, on the loop, perhaps before this returns; with {@code null} if there is no session to recover
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
            logOutcome(recovered);
            answer.accept(recovered);
        });
        recover(attempt);
    }

    private void logOutcome(@Nullable Recovered recovered) {
        if (DebugLog.ADAPTER.isDebugEnabled()) {
            String namespace = DebugLog.name(callbacks.namespace());
            if (recovered == null) {
                DebugLog.ADAPTER.debugf("%s: no session to recover", namespace);
            } else {
                String server = recovered.session().server();
                DebugLog.ADAPTER.debugf("%s: recovers the session of socket %s, taken from %s", namespace,
                        recovered.session().id(), server.equals(sessions.server()) ? "this server" : "server " + server);
            }
        }
    }

    /** Returns the owner of a session: no other user can recover it. All anonymous clients are one owner. */
    private static String owner(HandshakeImpl handshake) {
        Principal principal = handshake.principal();
        return principal == null ? "" : "user " + principal.getName();
    }

    /** @param offset {@code null} if these servers did not write it */
    private record Attempt(String pid, String owner, @Nullable Offset offset, EventLoop loop, // wall: an attempt
            Consumer<@Nullable Recovered> answer) {
    }

    private void recover(Attempt attempt) {
        if (tryStart(attempt.pid, () -> attempt.loop.execute(() -> recover(attempt)))
                && !closeHolder(attempt.pid, attempt.owner::equals, () -> attempt.loop.run(() -> take(attempt)))) {
            take(attempt);
        }
    }

    /** Whether no other attempt for that pid is in progress; else runs {@code again} after it. */
    private boolean tryStart(String pid, Runnable again) {
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
            if (session == null || attempt.offset == null) {
                answer(attempt, null);
            } else {
                recover(attempt, session, attempt.offset, log.logs().isOfStream() ? MAX_WAITS : 0);
            }
        }));
    }

    private void answer(Attempt attempt, @Nullable Recovered recovered) {
        try {
            attempt.answer.accept(recovered);
        } finally {
            finish(attempt.pid);
        }
    }

    /** @param waits how often to wait for the event of the offset, which another server has read sooner */
    private void recover(Attempt attempt, StoredSession session, Offset offset, int waits) {
        long position = log.position();
        if (offset.place() > position && waits > 0) {
            if (log.logs().schedule(WAIT, () -> attempt.loop.run(() -> recover(attempt, session, offset, waits - 1))) == null) {
                answer(attempt, null);
            }
        } else if (!session.isForeign() && log.reachesBack(session, offset)) {
            answer(attempt, recovered(session, offset, List.of(), session));
        } else {
            long after = session.progress().from(offset);
            Consumer<@Nullable List<SentEvent>> found = missed -> attempt.loop.run(() -> answer(attempt, missed == null ? null
                    : recovered(session.givenUpTo(position, offset), offset, missed, session)));
            if (after < 0 || after > position) {
                found.accept(null);
            } else {
                sessions.findMissed(session, after, position, found);
            }
        }
    }

    /** Returns {@code null} if the values of the application cannot be read. */
    private @Nullable Recovered recovered(StoredSession session, Offset offset, List<SentEvent> earlier, StoredSession stored) {
        try {
            return new Recovered(session, offset, earlier, stored, SocketData.Recovered.of(callbacks.parser(), session.data()));
        } catch (SocketIOException e) {
            FAILURES.logf(LOG, Logger.Level.WARN, null, "A client of namespace %s is not recovered: %s",
                    DebugLog.name(callbacks.namespace()), e.getMessage());
            return null;
        }
    }

    /** Finishes an attempt, and runs what waits for it. The session is held now, or saved again, or there is none. */
    private void finish(String pid) {
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
        return closeHolder(pid, owner, next);
    }

    /** Closes the connection of the socket that holds the session; {@code false} if there is none of that owner. */
    private boolean closeHolder(String pid, Predicate<String> owner, Runnable next) {
        RecoverableSocket holder = holders.get(pid);
        if (holder == null || !owner.test(owner(holder.handshake()))) {
            return false;
        }
        holder.inLoop(() -> {
            if (isHolder(pid, holder)) { // the loss of its connection was not noticed
                holder.closeConnection();
            }
            next.run();
        });
        return true;
    }

    private static Map<?, ?> auth(HandshakeImpl handshake) {
        try {
            return handshake.auth(Map.class);
        } catch (SocketIOException e) { // the application decides whether that is a failure
            return Map.of();
        }
    }

    /** Saves a session again, as its client disconnected before its socket held the session. */
    public void giveBack(Recovered recovered) {
        sessions.save(recovered.stored());
    }

    /** Creates the recovery state of a new socket. */
    public RecoveryState newState(HandshakeImpl handshake, @Nullable Recovered recovered) {
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
        return callbacks.parser().withOffset(event, offset);
    }

    /** Returns the session of a socket; {@code null} if a value of the application cannot be encoded. */
    @Nullable
    StoredSession session(RecoverableSocket socket, String pid, String owner, Set<String> rooms, // wall: a row
            StoredSession.Progress progress) {
        try {
            return new StoredSession(socket.id(), pid, owner, sessions.server(), rooms,
                    callbacks.parser().encodeValues(socket.data()), progress);
        } catch (SocketIOException e) {
            FAILURES.logf(LOG, Logger.Level.WARN, null, "Socket %s cannot be recovered, as its session cannot be saved: %s",
                    socket.id(), e.getMessage());
            return null;
        }
    }

    boolean survivesCrashes() {
        return sessions.survivesCrashes();
    }

    boolean broadcastsDirect() {
        return sessions.broadcastsDirect();
    }

    /** As {@link SessionStore#saveHeld}; without a session, forgets the one that was saved before, which is out of date. */
    void saveHeld(String pid, @Nullable StoredSession session, Runnable saved) {
        if (session == null) {
            sessions.forget(pid);
            saved.run();
        } else {
            sessions.saveHeld(session, saved);
        }
    }

    /** Whether the session of a socket that was disconnected for that reason is saved. */
    static boolean isRecoverable(DisconnectReason reason) {
        return RECOVERABLE.contains(reason);
    }

    /** Whether the store holds a session of this server. */
    public boolean holdsSessions() {
        return sessions.holdsAny();
    }

    void hold(String pid, RecoverableSocket socket) {
        holders.put(pid, socket);
    }

    boolean isHolder(String pid, RecoverableSocket socket) {
        return holders.get(pid) == socket;
    }

    /**
     * Saves or forgets the session of a socket that was disconnected; called after it left its rooms. A client that reconnects
     * meanwhile finds either the socket or the session.
     *
     * @param session {@code null} if there is none to recover
     */
    void saveOrForget(String pid, RecoverableSocket socket, @Nullable StoredSession session) {
        if (session != null) {
            sessions.save(session);
        } else if (socket.recovered() || survivesCrashes()) {
            sessions.forget(pid);
        }
        holders.remove(pid, socket);
    }

    /** Drops all sessions and events; nothing is kept any more. */
    public void close() {
        sessions.close();
        log.logs().close();
    }
}

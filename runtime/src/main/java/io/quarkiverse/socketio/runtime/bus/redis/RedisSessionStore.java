package io.quarkiverse.socketio.runtime.bus.redis;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.regex.Pattern;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.SocketIOException;
import io.quarkiverse.socketio.runtime.log.LogLimiter;
import io.quarkiverse.socketio.runtime.socketio.recovery.EventLogs;
import io.quarkiverse.socketio.runtime.socketio.recovery.RecoverableSessions;
import io.quarkiverse.socketio.runtime.socketio.recovery.RecoveryCallbacks;
import io.quarkiverse.socketio.runtime.socketio.recovery.SentEvent;
import io.quarkiverse.socketio.runtime.socketio.recovery.SessionStore;
import io.quarkiverse.socketio.runtime.socketio.recovery.StoredSession;

/**
 * Saves the sessions of one namespace in Redis, as Node's adapter for streams does, and takes them from there: also those that
 * Node's servers saved.
 * <p>
 * Thread: any.
 */
final class RedisSessionStore implements SessionStore {
    private static final Logger LOG = Logger.getLogger(RedisSessionStore.class);
    private static final LogLimiter FAILURES = new LogLimiter();
    /** Larger sessions are neither saved nor read. */
    static final int MAX_BYTES = 1 << 20;
    private static final Pattern PID = Pattern.compile("[A-Za-z0-9_-]{1,64}");

    private final String namespace;
    private final EventLogs logs;
    private final Parts parts;
    private final RecoverableSessions saved;

    /**
     * What the stores of all namespaces share.
     *
     * @param server the name of this server
     * @param prefix of the keys
     */
    record Parts(String server, String prefix, RedisStreams streams, RedisValues values, StreamNames names, // wall: parts
            StreamMessages messages, NodeSessions sessions, SessionReleases releases) {
    }

    /** @param logs have the limits and the time */
    RedisSessionStore(String namespace, RecoveryCallbacks callbacks, EventLogs logs, Parts parts) {
        this.namespace = namespace;
        this.logs = logs;
        this.parts = parts;
        this.saved = new RecoverableSessions(logs, callbacks);
    }

    private String key(String pid) {
        return parts.prefix() + pid;
    }

    @Override
    public String server() {
        return parts.server();
    }

    @Override
    public String newPid() {
        return SessionReleases.newPid();
    }

    /** Returns {@code false}: as with Node's servers, the sessions of connected clients are lost with this process. */
    @Override
    public boolean survivesCrashes() {
        return false;
    }

    /** Returns {@code true}, so that Node's servers find them in the stream. */
    @Override
    public boolean broadcastsDirect() {
        return true;
    }

    @Override
    public void save(StoredSession session) {
        try {
            String value = parts.sessions().encode(namespace, session);
            if (value.length() > MAX_BYTES) {
                throw new IllegalArgumentException("it is larger than " + MAX_BYTES + " bytes");
            }
            saved.add();
            parts.values().set(key(session.pid()), value, logs.limits().time()).exceptionally(failure -> {
                warn(session.id(), failure);
                return null;
            });
        } catch (SocketIOException | IllegalArgumentException e) {
            warn(session.id(), e);
        }
    }

    private static void warn(String id, Throwable failure) {
        FAILURES.logf(LOG, Logger.Level.WARN, null, "Socket %s cannot be recovered, as its session cannot be saved: %s", id,
                failure.getMessage());
    }

    @Override
    public void saveHeld(StoredSession session, Runnable confirmed) {
        confirmed.run();
    }

    @Override
    public void take(String pid, String owner, Consumer<@Nullable StoredSession> answer) {
        if (!PID.matcher(pid).matches()) {
            answer.accept(null);
            return;
        }
        take(pid, owner).thenCompose(session -> session != null ? CompletableFuture.completedFuture(session)
                : parts.releases().release(pid, NodeSessions.digest(namespace, owner))
                        .thenCompose(released -> released ? take(pid, owner) : CompletableFuture.completedFuture(null)))
                .exceptionally(failure -> {
                    FAILURES.logf(LOG, Logger.Level.WARN, null, "A client of namespace %s is not recovered: %s", namespace,
                            failure.getMessage());
                    return null;
                }).thenAccept(answer).exceptionally(failure -> {
                    FAILURES.logf(LOG, Logger.Level.ERROR, failure, "[BUG] a session that was taken could not be handled");
                    return null;
                });
    }

    /** Another owner's session stays; of several servers that take it, that which removes it has it. */
    private CompletionStage<@Nullable StoredSession> take(String pid, String owner) {
        return parts.values().get(key(pid), MAX_BYTES + 1).thenCompose(value -> {
            StoredSession session = value == null ? null : decode(pid, owner, value);
            return session == null ? CompletableFuture.completedFuture(null)
                    : parts.values().remove(key(pid)).thenApply(removed -> removed ? session : null);
        });
    }

    private @Nullable StoredSession decode(String pid, String owner, String value) {
        try {
            if (value.length() > MAX_BYTES) {
                throw new IllegalArgumentException("it is larger than " + MAX_BYTES + " bytes");
            }
            return parts.sessions().decode(namespace, pid, owner, value);
        } catch (SocketIOException | IllegalArgumentException e) {
            FAILURES.logf(LOG, Logger.Level.DEBUG, null, "A session for namespace %s is ignored: %s", namespace,
                    e.getMessage());
            return null;
        }
    }

    @Override
    public void findMissed(StoredSession session, long after, long upTo, Consumer<@Nullable List<SentEvent>> answer) {
        MissedEntries.Search search = new MissedEntries.Search(namespace, parts.names().of(namespace), session,
                StreamId.ofPlace(after), StreamId.ofPlace(upTo), logs.limits().packets(), logs.limits().bytes());
        new MissedEntries(search, parts.streams(), parts.messages()).find().exceptionally(failure -> {
            FAILURES.logf(LOG, Logger.Level.WARN, null, "A client of namespace %s is not recovered: %s", namespace,
                    failure.getMessage());
            return null;
        }).thenAccept(answer);
    }

    @Override
    public void forget(String pid) {
        parts.values().remove(key(pid)).exceptionally(failure -> false); // it is removed when its time is over
    }

    @Override
    public boolean holdsAny() {
        return saved.any();
    }

    @Override
    public void close() {
        saved.close();
    }
}

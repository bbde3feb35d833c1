package io.quarkiverse.socketio.runtime.bus.ipc;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.function.Consumer;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.runtime.bus.ClusterAdapters;
import io.quarkiverse.socketio.runtime.bus.SessionCodec;
import io.quarkiverse.socketio.runtime.cluster.link.EncodedSession;
import io.quarkiverse.socketio.runtime.cluster.link.SessionChannel;
import io.quarkiverse.socketio.runtime.log.LogLimiter;
import io.quarkiverse.socketio.runtime.socketio.recovery.EventLogs;
import io.quarkiverse.socketio.runtime.socketio.recovery.RecoverableSessions;
import io.quarkiverse.socketio.runtime.socketio.recovery.RecoveryCallbacks;
import io.quarkiverse.socketio.runtime.socketio.recovery.SessionStore;
import io.quarkiverse.socketio.runtime.socketio.recovery.StoredSession;

/**
 * Saves the sessions of one namespace in the primary, over the link of this worker, and takes them from there. A private
 * session id (pid) begins with the incarnation of the worker that first served the client, so that the primary knows which
 * worker may have a session that was never saved.
 * <p>
 * Thread: any.
 */
public final class IpcSessionStore implements SessionStore {
    private static final Logger LOG = Logger.getLogger(IpcSessionStore.class);
    private static final LogLimiter FAILURES = new LogLimiter();
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int PID_BYTES = 18;
    private static final int RADIX = 36;

    private final String namespace;
    private final EventLogs logs;
    private final int self;
    private final SessionChannel channel;
    private final boolean survivesCrashes;
    private final RecoverableSessions saved;

    /**
     * @param self the incarnation of this worker
     * @param logs provide the time and the limits
     * @param survivesCrashes whether the sessions of connected clients are saved, too
     */
    public IpcSessionStore(String namespace, RecoveryCallbacks callbacks, EventLogs logs, int self, SessionChannel channel, // wall: its parts
            boolean survivesCrashes) {
        this.survivesCrashes = survivesCrashes;
        this.namespace = namespace;
        this.logs = logs;
        this.self = self;
        this.channel = channel;
        this.saved = new RecoverableSessions(logs, callbacks);
    }

    /** Lets the adapters release clients that have come back to other workers. */
    public static void releaseFrom(ClusterAdapters adapters, SessionChannel channel) {
        channel.onRelease((pid, digest, done) -> adapters.release(pid,
                (namespace, owner) -> MessageDigest.isEqual(digest, digest(namespace, owner)), done));
    }

    @Override
    public String server() {
        return Integer.toString(self);
    }

    @Override
    public String newPid() {
        byte[] bytes = new byte[PID_BYTES];
        RANDOM.nextBytes(bytes);
        return Integer.toString(self, RADIX) + "." + Base64.getUrlEncoder().encodeToString(bytes);
    }

    @Override
    public boolean survivesCrashes() {
        return survivesCrashes;
    }

    @Override
    public void save(StoredSession session) {
        if (save(session, false, null)) {
            saved.add();
        }
    }

    @Override
    public void saveHeld(StoredSession session, Runnable confirmed) {
        if (!save(session, true, confirmed)) {
            confirmed.run();
        }
    }

    private boolean save(StoredSession session, boolean held, @Nullable Runnable confirmed) {
        try {
            return channel.save(new EncodedSession(session.pid(), digest(namespace, session.owner()),
                    SessionCodec.encode(session), logs.limits().time()), held, confirmed);
        } catch (IllegalArgumentException e) {
            channel.forget(session.pid()); // what was saved before is out of date
            FAILURES.logf(LOG, Logger.Level.WARN, null, "Socket %s cannot be recovered, as its session cannot be saved: %s",
                    session.id(), e.getMessage());
            return false;
        }
    }

    @Override
    public void take(String pid, String owner, Consumer<@Nullable StoredSession> answer) {
        if (pid.length() > SessionChannel.MAX_KEY) {
            answer.accept(null);
            return;
        }
        channel.take(pid, digest(namespace, owner), holder(pid), survivesCrashes)
                .thenAccept(bytes -> answer.accept(bytes == null ? null : decode(bytes)))
                .exceptionally(failure -> {
                    FAILURES.logf(LOG, Logger.Level.ERROR, failure, "[BUG] a session that was taken could not be handled");
                    return null;
                });
    }

    private @Nullable StoredSession decode(byte[] bytes) {
        try {
            return SessionCodec.decode(bytes);
        } catch (IllegalArgumentException e) {
            FAILURES.logf(LOG, Logger.Level.WARN, null, "A client of namespace %s is not recovered: %s", namespace,
                    e.getMessage());
            return null;
        }
    }

    private static int holder(String pid) {
        try {
            return Integer.parseUnsignedInt(pid.substring(0, Math.max(pid.indexOf('.'), 0)), RADIX);
        } catch (NumberFormatException e) {
            return SessionChannel.NO_HOLDER;
        }
    }

    /**
     * Returns a digest of namespace and owner, so that a client can take a session of the namespace that it connects to only.
     */
    private static byte[] digest(String namespace, String owner) {
        try {
            return MessageDigest.getInstance("SHA-256").digest((namespace + '\0' + owner).getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("each Java has SHA-256", e);
        }
    }

    @Override
    public void forget(String pid) {
        channel.forget(pid);
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

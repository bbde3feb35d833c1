package io.quarkiverse.socketio.runtime.socketio.recovery;

import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * PORT: stores the sessions of one namespace: in this process, or where all servers find them.
 * <p>
 * Thread: any.
 */
public interface SessionStore {

    /** Creates the store of a new namespace; {@code null} where clients cannot recover their sessions. */
    @FunctionalInterface
    interface Factory {
        Factory NONE = (namespace, callbacks) -> null;

        @Nullable
        SessionStore create(String namespace, RecoveryCallbacks callbacks);
    }

    /** Returns the name of this server. */
    String server();

    /** Returns the secret of a new session, 144 random bits. */
    String newPid();

    /** Stores the session of a client that disconnected, for a time. */
    void save(StoredSession session);

    /** Whether the sessions of connected clients are stored, too, so that they outlive this process. */
    boolean survivesCrashes();

    /**
     * Stores the session of a connected client, which it can recover if this server dies.
     *
     * @param saved called once, on any thread, when the session is stored outside this process
     */
    void saveHeld(StoredSession session, Runnable saved);

    /**
     * Removes and returns a session, wherever it is. A socket on another server that holds it is disconnected first.
     *
     * @param owner of the session; for another owner's session, nothing is removed
     * @param answer called once, on any thread, perhaps before this returns; with {@code null} if there is no such session
     */
    void take(String pid, String owner, Consumer<@Nullable StoredSession> answer);

    /** Removes the session of a client that cannot recover it any more. */
    void forget(String pid);

    /** Returns whether the store holds a session of this server. */
    boolean holdsAny();

    /** Drops all sessions in this process, now and in future. */
    void close();
}

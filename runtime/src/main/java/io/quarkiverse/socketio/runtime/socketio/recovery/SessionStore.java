package io.quarkiverse.socketio.runtime.socketio.recovery;

import java.util.List;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * PORT: stores the sessions of one namespace: in this process, or where all servers find them.
 * <p>
 * Thread: any.
 */
public interface SessionStore {

    /** Creates the store of a new namespace. */
    @FunctionalInterface
    interface Factory {
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
     * Whether events for one socket are sent to all servers, as broadcasts are, so that each server has all that its client
     * missed; else they are kept with the session.
     */
    default boolean broadcastsDirect() {
        return survivesCrashes();
    }

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

    /**
     * Finds the events that a client missed, where the log of this server does not have them any more, or the session does not
     * say what its client was sent.
     *
     * @param after the place after which events are looked for
     * @param upTo the place of the last one; later ones are in the log
     * @param answer called once, on any thread; with {@code null} if some cannot be found
     */
    default void findMissed(StoredSession session, long after, long upTo, Consumer<@Nullable List<SentEvent>> answer) {
        answer.accept(null);
    }

    /** Removes the session of a client that cannot recover it any more. */
    void forget(String pid);

    /** Returns whether the store holds a session of this server. */
    boolean holdsAny();

    /** Drops all sessions in this process, now and in future. */
    void close();
}

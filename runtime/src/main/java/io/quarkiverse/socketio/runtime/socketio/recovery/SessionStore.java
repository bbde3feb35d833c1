package io.quarkiverse.socketio.runtime.socketio.recovery;

import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * PORT: the sessions of one namespace that clients come back to: in this process, or where all servers find them.
 * <p>
 * Thread: any.
 */
public interface SessionStore {

    /** Makes the store of a new namespace, or {@code null} where clients do not come back to what they left. */
    @FunctionalInterface
    interface Factory {
        Factory NONE = (namespace, events) -> null;

        @Nullable
        SessionStore create(String namespace, RecoveryCallbacks events);
    }

    /** Returns the name of this server. */
    String server();

    /** Returns the secret of a new client, 144 random bits. */
    String newPid();

    /** Keeps the session of a client that is gone, for a time. */
    void save(StoredSession session);

    /** Whether the session of a client that is here is to be kept, too, so that it outlives this process. */
    boolean survivesCrashes();

    /**
     * Keeps the session of a client that is here: it is found when this server has died.
     *
     * @param saved called once, on any thread, when nothing that happens to this process can lose it
     */
    void saveHeld(StoredSession session, Runnable saved);

    /**
     * Takes a session out, wherever it is. A socket that still has it, on another server, is ended first.
     *
     * @param owner who asks for it: who was somebody else then gets nothing, and takes nothing
     * @param answer called once, on any thread, perhaps before this returns; with {@code null} if there is no such session
     */
    void take(String pid, String owner, Consumer<@Nullable StoredSession> answer);

    /** The client has left for good: nobody asks for its session any more. */
    void forget(String pid);

    /** Whether somebody may come back. */
    boolean holdsAny();

    /** Forgets all that is in this process, now and in future. */
    void close();
}

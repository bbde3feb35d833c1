package io.quarkiverse.socketio.runtime.socketio.recovery;

import java.util.function.Predicate;

import io.quarkiverse.socketio.runtime.socketio.packet.PacketParser;

/**
 * The callbacks of session recovery to its namespace.
 * <p>
 * Thread: called on a thread that must not block.
 */
public interface RecoveryCallbacks {
    /** Returns the name of the namespace. */
    String namespace();

    PacketParser parser();

    /**
     * Disconnects the socket of a client that reconnected to another server, so that its session is saved, and then runs
     * {@code next}, once; later, if the client is just recovering the session here.
     *
     * @param owner tests the owner of the session
     * @return {@code false}, and {@code next} is not run, if no socket here holds the session
     */
    boolean release(String pid, Predicate<String> owner, Runnable next);

    /** The {@link SessionStore} holds no session of this server any more; may be called several times. */
    void onNothingKept();
}

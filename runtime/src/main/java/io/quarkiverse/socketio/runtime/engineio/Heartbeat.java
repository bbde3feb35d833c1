package io.quarkiverse.socketio.runtime.engineio;

/**
 * How a lost client is noticed; the revision of the protocol says which side pings.
 * <p>
 * Thread: the session's event loop.
 */
sealed interface Heartbeat permits ServerPings, ClientPings {

    /** A ping came; {@code false} if it is not for the client to ping. */
    boolean onPing();

    /** A pong came; {@code false} if it is not for the client to answer. */
    boolean onPong();

    /** Nothing of the client is read from now on: its heartbeat may lie there too, and is not taken for lost. */
    void pause();

    void resume();

    /** Whether the session is dead at this moment, though no timer may have fired yet. */
    boolean isExpired();

    void stop();
}

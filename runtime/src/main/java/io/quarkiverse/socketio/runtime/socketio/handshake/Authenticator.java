package io.quarkiverse.socketio.runtime.socketio.handshake;

import java.util.function.BiConsumer;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.Handshake;

/**
 * PORT: finds out who a client is that wants to connect to a namespace, before anybody else is asked about it.
 * <p>
 * Thread: called on the session's event loop; must not block.
 */
@FunctionalInterface
public interface Authenticator {

    /**
     * @param user what the HTTP layer kept of the request that opened the session
     * @param answer is given, once and from any thread, either the identity or why the client is refused
     */
    void authenticate(Handshake handshake, @Nullable Object user,
            BiConsumer<@Nullable Identity, @Nullable Throwable> answer);
}

package io.quarkiverse.socketio.runtime.socketio.handshake;

import java.util.function.BiConsumer;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.Handshake;

/**
 * PORT: finds out who a client is that wants to connect to a namespace, before any middleware is called.
 * <p>
 * Thread: called on the session's event loop; must not block.
 */
@FunctionalInterface
public interface Authenticator {

    /**
     * @param user the identity that the HTTP layer attached to the request that opened the session, if any
     * @param answer takes, once and on any thread, either the identity or the failure that refuses the client
     */
    void authenticate(Handshake handshake, @Nullable Object user,
            BiConsumer<@Nullable Identity, @Nullable Throwable> answer);
}

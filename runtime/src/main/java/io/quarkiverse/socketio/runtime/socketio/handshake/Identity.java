package io.quarkiverse.socketio.runtime.socketio.handshake;

import java.security.Principal;

import org.jspecify.annotations.Nullable;

/**
 * Who a client is in one namespace.
 * <p>
 * Thread: any; immutable.
 *
 * @param principal {@code null} for an anonymous client
 * @param source what the {@link Authenticator} knows of it, for those who know the authenticator
 */
public record Identity(@Nullable Principal principal, Object source) {
}

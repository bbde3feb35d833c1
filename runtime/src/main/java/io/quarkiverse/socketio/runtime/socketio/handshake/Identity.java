package io.quarkiverse.socketio.runtime.socketio.handshake;

import java.security.Principal;

import org.jspecify.annotations.Nullable;

/**
 * Who a client is in one namespace.
 *
 * @param principal {@code null} for an anonymous client
 * @param source the object that the {@link Authenticator} made the principal of
 */
public record Identity(@Nullable Principal principal, Object source) {
}

package io.quarkiverse.socketio.runtime.socketio.handshake;

import java.security.Principal;

import org.jspecify.annotations.Nullable;

/**
 * Who a client is in one namespace.
 *
 * @param principal {@code null} for an anonymous client
 * @param source what the {@link Authenticator} knows of the client: with Quarkus' security its {@code SecurityIdentity}
 */
public record Identity(@Nullable Principal principal, Object source) {
}

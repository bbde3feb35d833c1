package io.quarkiverse.socketio.spi;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.Handshake;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;

/**
 * Finds out who a client is by what its CONNECT packet says, where the headers of the HTTP request do not: browsers can set
 * none for a WebSocket. CDI beans of this type are asked in the order of {@code @Priority}; the first that knows the client
 * decides.
 *
 * <pre>{@code
 * @ApplicationScoped
 * class PasswordLogin implements HandshakeAuthenticator {
 *     public Uni<SecurityIdentity> authenticate(Handshake handshake, IdentityProviderManager identities) {
 *         Login login = handshake.auth(Login.class);
 *         return login.user() == null ? Uni.createFrom().nullItem()
 *                 : identities.authenticate(new UsernamePasswordAuthenticationRequest(login.user(),
 *                         new PasswordCredential(login.password().toCharArray())));
 *     }
 * }
 * }</pre>
 *
 * Asked once for each CONNECT, and only in applications with a security extension.
 * <p>
 * Thread: the event loop of the client; must not block, but may complete from any thread.
 */
@FunctionalInterface
public interface HandshakeAuthenticator {
    /**
     * @param identities the application's identity providers
     * @return the identity; {@code null} to leave it to the next one, and in the end to the HTTP request; fails to refuse the
     *         client, which is told "Unauthorized"
     */
    Uni<@Nullable SecurityIdentity> authenticate(Handshake handshake, IdentityProviderManager identities);
}

package io.quarkiverse.socketio.spi;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.Handshake;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;

/**
 * An authenticator of clients by their CONNECT packet, for credentials that are not in the header fields of the HTTP request:
 * browsers cannot set header fields for a WebSocket. CDI beans of this type are called in the order of {@code @Priority}; the
 * first identity that one of them returns is that of the client.
 *
 * <pre>{@code
 * @ApplicationScoped
 * public class PasswordLogin implements HandshakeAuthenticator {
 *     @Override
 *     public Uni<SecurityIdentity> authenticate(Handshake handshake, IdentityProviderManager identities) {
 *         Login login = handshake.auth(Login.class);
 *         if (login.user() == null) {
 *             return Uni.createFrom().nullItem();
 *         }
 *         return identities.authenticate(new UsernamePasswordAuthenticationRequest(login.user(),
 *                 new PasswordCredential(login.password().toCharArray())));
 *     }
 * }
 * }</pre>
 *
 * An authenticator is called once for each CONNECT packet, and only in applications with a security extension.
 * <p>
 * Thread: called on the event loop of the client and must not block; the {@code Uni} may complete on any thread.
 * <p>
 * Protocol: Socket.IO v5, "Connection to a namespace"; the payload of the CONNECT packet.
 */
@FunctionalInterface
public interface HandshakeAuthenticator {

    /**
     * Authenticates one client.
     *
     * @param handshake the HTTP request and the {@code auth} payload of the client
     * @param identities the identity providers of the application
     * @return the identity; {@code null} if the next authenticator, and in the end the HTTP request, shall decide. If it fails,
     *         the client is refused and receives the message "Unauthorized"
     */
    Uni<@Nullable SecurityIdentity> authenticate(Handshake handshake, IdentityProviderManager identities);
}

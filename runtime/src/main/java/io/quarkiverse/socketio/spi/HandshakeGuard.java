package io.quarkiverse.socketio.spi;

import io.quarkiverse.socketio.HandshakeRequest;
import io.smallrye.mutiny.Uni;

/**
 * A guard that decides whether a client may connect, before there is a session: Socket.IO's {@code allowRequest}. All CDI beans
 * of this type are called, and all must admit the client.
 *
 * <pre>{@code
 * @ApplicationScoped
 * public class OnlyPaying implements HandshakeGuard {
 *     @Override
 *     public Uni<Void> check(HandshakeRequest request) {
 *         return customers.find(request.header("x-api-key"))
 *                 .onItem().ifNull().failWith(new HandshakeRefusedException("unknown key"))
 *                 .replaceWithVoid();
 *     }
 * }
 * }</pre>
 *
 * A guard is called once for each handshake, by long-polling or WebSocket, and not when a session changes its transport.
 * <p>
 * Thread: called on the event loop of the request and must not block; the {@code Uni} may complete on any thread, within
 * {@code quarkus.socketio.guard-timeout}.
 * <p>
 * Protocol: Engine.IO v4, "Handshake".
 */
@FunctionalInterface
public interface HandshakeGuard {

    /**
     * Decides about one client.
     *
     * @param request the HTTP request
     * @return completes to admit the client. If it fails, the client is refused with status 403, or 400 if it asked for a
     *         WebSocket, and receives the message "Forbidden", or that of a
     *         {@link io.quarkiverse.socketio.HandshakeRefusedException}
     */
    Uni<Void> check(HandshakeRequest request);
}

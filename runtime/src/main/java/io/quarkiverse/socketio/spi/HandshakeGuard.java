package io.quarkiverse.socketio.spi;

import io.quarkiverse.socketio.HandshakeRequest;
import io.smallrye.mutiny.Uni;

/**
 * Decides whether a client may connect, before there is a session: Socket.IO's {@code allowRequest}. Any bean of this type is
 * asked; all must agree.
 *
 * <pre>{@code
 * @ApplicationScoped
 * class OnlyPaying implements HandshakeGuard {
 *     public Uni<Void> check(HandshakeRequest request) {
 *         return customers.find(request.header("x-api-key"))
 *                 .onItem().ifNull().failWith(new HandshakeRefusedException("unknown key")).replaceWithVoid();
 *     }
 * }
 * }</pre>
 *
 * Called once for each handshake, by long-polling or WebSocket, and not when a session changes its transport.
 * <p>
 * Thread: the event loop of the request; must not block, but may complete from any thread.
 */
@FunctionalInterface
public interface HandshakeGuard {
    /**
     * @return completes to admit the client. When it fails, the client is refused with status 403, or 400 if it asked for a
     *         WebSocket, and told "Forbidden", or the message of a {@link io.quarkiverse.socketio.HandshakeRefusedException}
     */
    Uni<Void> check(HandshakeRequest request);
}

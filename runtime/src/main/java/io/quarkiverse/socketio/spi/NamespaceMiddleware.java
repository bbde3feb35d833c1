package io.quarkiverse.socketio.spi;

import io.quarkiverse.socketio.Socket;
import io.smallrye.mutiny.Uni;

/**
 * A middleware that decides whether a client may connect to a namespace. CDI beans of this type are called for each namespace
 * that they apply to, in the order of {@code @Priority}, before {@code @OnHandshake} methods and the middlewares that
 * {@code Namespace.use} added.
 *
 * <pre>{@code
 * @ApplicationScoped
 * public class Maintenance implements NamespaceMiddleware {
 *     private volatile boolean closed;
 *
 *     @Override
 *     public Uni<Void> onHandshake(Socket socket) {
 *         return closed ? Uni.createFrom().failure(new ConnectErrorException("closed")) : Uni.createFrom().voidItem();
 *     }
 * }
 * }</pre>
 *
 * Thread: called on the event loop of the socket and must not block; the {@code Uni} may complete on any thread.
 * <p>
 * Protocol: Socket.IO v5, "Connection to a namespace"; CONNECT and CONNECT_ERROR packets.
 */
public interface NamespaceMiddleware {

    /**
     * Decides about one client. The socket is not connected yet: data may be stored in it and it may join rooms, and what is
     * emitted to it is dropped.
     *
     * @param socket the socket that is about to connect
     * @return completes to admit the client. If it fails, the client is refused and receives the message of the failure, and
     *         the data of a {@link io.quarkiverse.socketio.ConnectErrorException}
     */
    Uni<Void> onHandshake(Socket socket);

    /**
     * Returns whether the middleware is called for the clients of a namespace. The default is all namespaces.
     *
     * @param namespace the name of the namespace
     * @return whether the middleware is called
     */
    default boolean appliesTo(String namespace) {
        return true;
    }
}

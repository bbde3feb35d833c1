package io.quarkiverse.socketio.spi;

import io.quarkiverse.socketio.Socket;
import io.smallrye.mutiny.Uni;

/**
 * Decides whether a client may connect to a namespace. A CDI bean of this type is asked for each namespace that it applies to,
 * in the order of {@code @Priority}, before the {@code @OnHandshake} methods and what {@code Namespace.use} added.
 *
 * <pre>{@code
 * @ApplicationScoped
 * public class Maintenance implements NamespaceMiddleware {
 *     public Uni<Void> onHandshake(Socket socket) {
 *         return closed ? Uni.createFrom().failure(new ConnectErrorException("closed")) : Uni.createFrom().voidItem();
 *     }
 * }
 * }</pre>
 *
 * Thread: called on the event loop of the socket, must not block; the answer may come from any thread.
 */
public interface NamespaceMiddleware {

    /**
     * The socket is not connected yet: it may get data and join rooms, and what is emitted to it is dropped.
     *
     * @return completes if it may connect; fails if not, and the client is told the failure's message, and the data of a
     *         {@link io.quarkiverse.socketio.ConnectErrorException}
     */
    Uni<Void> onHandshake(Socket socket);

    /** Whether it is asked for the sockets of that namespace. */
    default boolean appliesTo(String namespace) {
        return true;
    }
}

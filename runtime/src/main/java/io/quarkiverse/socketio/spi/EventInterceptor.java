package io.quarkiverse.socketio.spi;

import io.quarkiverse.socketio.Arguments;
import io.quarkiverse.socketio.Socket;
import io.smallrye.mutiny.Uni;

/**
 * An interceptor of the events of clients, which may refuse an event before its handlers are called: Socket.IO's
 * {@code socket.use}. CDI beans of this type are called in the order of {@code @Priority}, then the middlewares that
 * {@link Socket#use Socket.use} added.
 *
 * <pre>{@code
 * @ApplicationScoped
 * public class Muted implements EventInterceptor {
 *     @Override
 *     public Uni<Void> intercept(Socket socket, String event, Arguments args) {
 *         return socket.data().containsKey("muted") ? Uni.createFrom().failure(new SocketIOException("muted"))
 *                 : Uni.createFrom().voidItem();
 *     }
 * }
 * }</pre>
 *
 * Thread: called on the event loop of the socket and must not block; the {@code Uni} may complete on any thread. The next event
 * of the socket waits until it does.
 */
public interface EventInterceptor {

    /**
     * Decides about one event.
     *
     * @param socket the socket of the client
     * @param event the name of the event
     * @param args the arguments of the event
     * @return completes to let the event pass. If it fails, the event is dropped, its sender receives no acknowledgement, and
     *         the failure is passed to {@code @OnError} methods and {@link Socket#onError Socket.onError} listeners
     */
    Uni<Void> intercept(Socket socket, String event, Arguments args);

    /**
     * Returns whether the interceptor is called for the events of a namespace. The default is all namespaces.
     *
     * @param namespace the name of the namespace
     * @return whether the interceptor is called
     */
    default boolean appliesTo(String namespace) {
        return true;
    }
}

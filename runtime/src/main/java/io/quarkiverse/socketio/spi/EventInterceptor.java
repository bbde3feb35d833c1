package io.quarkiverse.socketio.spi;

import io.quarkiverse.socketio.Arguments;
import io.quarkiverse.socketio.Socket;
import io.smallrye.mutiny.Uni;

/**
 * Sees each event of the clients before its handlers, and may refuse it: Socket.IO's {@code socket.use}. CDI beans of this type
 * are asked in the order of {@code @Priority}, then those that {@link Socket#use} added.
 *
 * <pre>{@code
 * @ApplicationScoped
 * public class Muted implements EventInterceptor {
 *     public Uni<Void> intercept(Socket socket, String event, Arguments args) {
 *         return socket.data().containsKey("muted") ? Uni.createFrom().failure(new SocketIOException("muted"))
 *                 : Uni.createFrom().voidItem();
 *     }
 * }
 * }</pre>
 *
 * Thread: called on the event loop of the socket, must not block; the answer may come from any thread. The next event of the
 * socket waits for it.
 */
public interface EventInterceptor {

    /**
     * @return completes if the event may go on; fails if not: the event is dropped, its sender gets no acknowledgement, and the
     *         failure goes to {@code @OnError} and {@link Socket#onError}
     */
    Uni<Void> intercept(Socket socket, String event, Arguments args);

    /** Whether it sees the events of that namespace. */
    default boolean appliesTo(String namespace) {
        return true;
    }
}

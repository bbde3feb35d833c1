package io.quarkiverse.socketio.spi;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.Socket;

/**
 * A function that says which user a socket belongs to, for {@link io.quarkiverse.socketio.Presence Presence}. Without a bean of
 * this type it is the name of the socket's principal. With several beans, in the order of {@code @Priority}, the first id that
 * is not {@code null} counts.
 *
 * <pre>{@code
 * @ApplicationScoped
 * public class AccountIds implements UserIdProvider {
 *     @Override
 *     public String userOf(Socket socket) {
 *         return (String) socket.data().get("account");
 *     }
 * }
 * }</pre>
 *
 * It is called once for each socket, when this is connected and before the application's own handlers are called. To look the
 * user up in a database, do so in a {@link NamespaceMiddleware} and keep the result in {@link Socket#data}. Do not return what
 * a client claims without proof: sockets with the id of a user receive what is sent to that user.
 * <p>
 * Thread: called on the event loop of the client, and must not block.
 */
@FunctionalInterface
public interface UserIdProvider {

    /**
     * Returns the user of a socket. If this throws, the failure is logged and the socket belongs to no user.
     *
     * @param socket the socket
     * @return the id of the user; {@code null} if the socket belongs to none
     */
    @Nullable
    String userOf(Socket socket);
}

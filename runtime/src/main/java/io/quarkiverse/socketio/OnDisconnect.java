package io.quarkiverse.socketio;

import static java.lang.annotation.RetentionPolicy.RUNTIME;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.Target;

/**
 * Marks a method of a {@link SocketIO} bean that is called once when a socket was disconnected, after it has left its rooms.
 *
 * <pre>{@code
 * @OnDisconnect
 * void disconnected(Socket socket, DisconnectReason reason) {
 *     Log.infof("%s: %s", socket.id(), reason);
 * }
 * }</pre>
 *
 * Parameters, in any order: {@link Socket}, {@link Handshake}, {@link Namespace}, {@code SecurityIdentity},
 * {@link DisconnectReason}. A failure of the method is passed to {@link OnError} methods, or logged.
 * <p>
 * Thread: as {@link SocketIO} describes.
 * <p>
 * Protocol: Socket.IO v5, "Disconnection from a namespace".
 */
@Retention(RUNTIME)
@Target(ElementType.METHOD)
public @interface OnDisconnect {
}

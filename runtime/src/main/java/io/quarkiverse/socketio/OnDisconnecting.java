package io.quarkiverse.socketio;

import static java.lang.annotation.RetentionPolicy.RUNTIME;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.Target;

/**
 * A method that is called when a socket is disconnected, before {@link OnDisconnect}, while {@link Socket#rooms()} still shows
 * the rooms it was in. Parameters: {@link Socket}, {@link Handshake}, {@link Namespace}, {@link DisconnectReason}, in any
 * order.
 *
 * <pre>{@code
 * @OnDisconnecting
 * void leaving(Socket socket) {
 *     socket.rooms().forEach(room -> socket.to(room).emit("left", socket.id()));
 * }
 * }</pre>
 */
@Retention(RUNTIME)
@Target(ElementType.METHOD)
public @interface OnDisconnecting {
}

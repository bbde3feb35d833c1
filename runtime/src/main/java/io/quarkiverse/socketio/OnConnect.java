package io.quarkiverse.socketio;

import static java.lang.annotation.RetentionPolicy.RUNTIME;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.Target;

/**
 * Marks a method of a {@link SocketIO} bean that is called when a socket has connected to the namespace, before any of its
 * events.
 *
 * <pre>{@code
 * @OnConnect
 * void connected(Socket socket) {
 *     socket.join("lobby");
 * }
 * }</pre>
 *
 * Parameters, in any order: {@link Socket}, {@link Handshake}, {@link Namespace}, {@code SecurityIdentity}. A failure of the
 * method is passed to {@link OnError} methods, or logged; the socket stays connected.
 * <p>
 * Thread: as {@link SocketIO} describes.
 * <p>
 * Protocol: Socket.IO v5, "Connection to a namespace".
 */
@Retention(RUNTIME)
@Target(ElementType.METHOD)
public @interface OnConnect {
}

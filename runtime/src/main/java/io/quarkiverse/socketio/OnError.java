package io.quarkiverse.socketio;

import static java.lang.annotation.RetentionPolicy.RUNTIME;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.Target;

/**
 * Marks a method of a {@link SocketIO} bean that is called when a handler of the namespace, or an interceptor of its events,
 * has failed. If there is neither such a method nor a listener of {@link Socket#onError Socket.onError}, failures are logged.
 *
 * <pre>{@code
 * @OnError
 * void failed(Socket socket, String event, Throwable failure) {
 *     socket.emit("failed", event);
 * }
 * }</pre>
 *
 * Parameters, in any order: {@link Socket}, {@link Handshake}, {@link Namespace}, {@code SecurityIdentity}, a
 * {@code Throwable}, which is the failure, and a {@code String}, which is the name of the event. The socket stays connected. A
 * failure of this method itself is logged.
 * <p>
 * Thread: as {@link SocketIO} describes.
 */
@Retention(RUNTIME)
@Target(ElementType.METHOD)
public @interface OnError {
}

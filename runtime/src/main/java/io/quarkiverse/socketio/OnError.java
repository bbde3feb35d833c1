package io.quarkiverse.socketio;

import static java.lang.annotation.RetentionPolicy.RUNTIME;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.Target;

/**
 * A method that is called with what a handler of the namespace, or an interceptor of its events, failed with; without any such
 * method the failure is logged. Parameters: {@link Socket}, {@link Handshake}, {@link Namespace}, a {@code Throwable}, which is
 * the failure, and a {@code String}, which is the name of the event; in any order. The socket stays connected.
 *
 * <pre>{@code
 * @OnError
 * void failed(Socket socket, String event, Throwable failure) {
 *     socket.emit("failed", event);
 * }
 * }</pre>
 */
@Retention(RUNTIME)
@Target(ElementType.METHOD)
public @interface OnError {
}

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
 * Map<String, Object> failed(String event, Throwable failure) {
 *     return failure instanceof OutOfStockException out ? Map.of("error", "out-of-stock", "item", out.item()) : null;
 * }
 * }</pre>
 *
 * Parameters, in any order: {@link Socket}, {@link Handshake}, {@link Namespace}, {@code SecurityIdentity}, a
 * {@code Throwable}, which is the failure, a {@code String}, which is the name of the event, and an {@link Ack}. The socket
 * stays connected. A failure of this method itself is logged.
 * <p>
 * The value that the method returns, or the item of a returned {@code Uni}, answers the acknowledgement of the event, if the
 * client asked for one. With {@code null}, and without a value, {@code quarkus.socketio.errors.answer} decides whether there is
 * an answer. A method with a parameter of type {@link Ack} decides alone: only {@link Ack#send Ack.send} answers. One method of
 * a namespace may return a value.
 * <p>
 * Thread: as {@link SocketIO} describes.
 */
@Retention(RUNTIME)
@Target(ElementType.METHOD)
public @interface OnError {
}

package io.quarkiverse.socketio;

import static java.lang.annotation.RetentionPolicy.RUNTIME;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.Target;

/**
 * Marks a method of a {@link SocketIO} bean that is called when a handler of the namespace, or an interceptor of its events,
 * has failed. A failure that no method answers is logged, unless one of them says that it {@link #logs() logs}, or the socket has
 * a listener of {@link Socket#onError Socket.onError}.
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

    /**
     * Returns whether the method logs the failures that it does not answer. If no method of the namespace says so, the server
     * logs them: each once, and at most ten in ten seconds.
     *
     * @return whether the method logs
     */
    boolean logs() default false;
}

package io.quarkiverse.socketio;

import static java.lang.annotation.RetentionPolicy.RUNTIME;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.Target;

/**
 * A method that decides whether a client may connect to the namespace: a middleware, called before {@link OnConnect}. What it
 * throws, or the {@code Uni} it returns fails with, refuses the client: the client's {@code connect_error} gets the message,
 * and the data of a {@link ConnectErrorException}. Parameters: {@link Handshake}, {@link Socket}, {@link Namespace}, in any
 * order.
 * <p>
 * The socket is not connected yet: it may get data and join rooms, nobody can reach it, and what is emitted to it is dropped.
 * Several methods are asked one after the other, after the {@code NamespaceMiddleware} beans.
 *
 * <pre>{@code
 * @OnHandshake
 * void check(Handshake handshake) {
 *     if (!tokens.isValid(handshake.auth(Login.class).token())) {
 *         throw new ConnectErrorException("not authorized");
 *     }
 * }
 * }</pre>
 *
 * Protocol: CONNECT and CONNECT_ERROR.
 */
@Retention(RUNTIME)
@Target(ElementType.METHOD)
public @interface OnHandshake {
}

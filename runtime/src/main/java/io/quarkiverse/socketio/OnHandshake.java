package io.quarkiverse.socketio;

import static java.lang.annotation.RetentionPolicy.RUNTIME;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.Target;

/**
 * Marks a method of a {@link SocketIO} bean that decides whether a client may connect to the namespace: a middleware, which is
 * called before {@link OnConnect} methods.
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
 * If the method throws an exception, or the {@code Uni} it returns fails, the client is refused: its {@code connect_error}
 * event receives the message, and the data of a {@link ConnectErrorException}. Several methods are called one after the other,
 * after the {@code NamespaceMiddleware} beans.
 * <p>
 * Parameters, in any order: {@link Handshake}, {@link Socket}, {@link Namespace}, {@code SecurityIdentity}. The socket is not
 * connected yet: data may be stored in it and it may join rooms, but broadcasts do not reach it, and what is emitted to it is
 * dropped.
 * <p>
 * Thread: as {@link SocketIO} describes.
 * <p>
 * Protocol: Socket.IO v5, "Connection to a namespace"; CONNECT and CONNECT_ERROR packets.
 */
@Retention(RUNTIME)
@Target(ElementType.METHOD)
public @interface OnHandshake {
}

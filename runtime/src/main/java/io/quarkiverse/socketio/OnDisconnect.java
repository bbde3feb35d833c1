package io.quarkiverse.socketio;

import static java.lang.annotation.RetentionPolicy.RUNTIME;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.Target;

/**
 * A method that is called once when a socket was disconnected, after it left its rooms. Parameters: {@link Socket},
 * {@link Handshake}, {@link Namespace}, {@link DisconnectReason}, in any order.
 */
@Retention(RUNTIME)
@Target(ElementType.METHOD)
public @interface OnDisconnect {
}

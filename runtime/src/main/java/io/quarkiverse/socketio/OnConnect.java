package io.quarkiverse.socketio;

import static java.lang.annotation.RetentionPolicy.RUNTIME;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.Target;

/**
 * A method that is called when a socket has connected to the namespace, before any of its events. Parameters: {@link Socket},
 * {@link Handshake}, {@link Namespace}, in any order. What it throws is logged; the socket stays connected.
 */
@Retention(RUNTIME)
@Target(ElementType.METHOD)
public @interface OnConnect {
}

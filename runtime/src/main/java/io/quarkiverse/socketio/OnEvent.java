package io.quarkiverse.socketio;

import static java.lang.annotation.RetentionPolicy.RUNTIME;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.Target;

/**
 * A method that handles an event of that name.
 * <p>
 * Parameters of the types {@link Socket}, {@link Handshake}, {@link Namespace} and {@link Ack} may stand anywhere; all others
 * are the arguments of the event, in their order: anything that Jackson reads, {@code byte[]} and Vert.x' {@code Buffer} for
 * binary, or one {@link Arguments} for them all. A missing argument is {@code null}, or zero for a primitive.
 * <p>
 * The value returned, or the item of a returned {@code Uni}, is sent as acknowledgement if the client asked for one
 * ({@code void} gives an empty one, unless an {@link Ack} is a parameter). If the method fails, the failure is logged, no
 * acknowledgement is sent and the socket stays connected.
 */
@Retention(RUNTIME)
@Target(ElementType.METHOD)
public @interface OnEvent {
    /** The name of the event; those that Socket.IO reserves ({@code connect}, {@code disconnect} …) fail the build. */
    String value();
}

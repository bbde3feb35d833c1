package io.quarkiverse.socketio;

import static java.lang.annotation.RetentionPolicy.RUNTIME;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.Target;

/**
 * Marks a method of a {@link SocketIO} bean that handles one kind of event.
 *
 * <pre>{@code
 * @OnEvent("say")
 * String say(Socket socket, Line line) {
 *     socket.to("lobby").emit("line", line);
 *     return "ok"; // the acknowledgement
 * }
 * }</pre>
 *
 * Parameters of the types {@link Socket}, {@link Handshake}, {@link Namespace}, {@code SecurityIdentity} and {@link Ack} may
 * have any position. All others are the arguments of the event in their order: any type that Jackson can read, {@code byte[]}
 * or Vert.x' {@code Buffer} for binary data; or one {@link Arguments} for all of them. A missing argument is {@code null}, or
 * an empty {@code Optional}. It is a fault of the client, and the method is not called, if the parameter is primitive, or has an
 * annotation such as {@code @NotNull} or {@code @Valid}.
 * <p>
 * The value that the method returns, or the item of a returned {@code Uni}, is sent as the acknowledgement, if the client asked
 * for one. A {@code void} method acknowledges without arguments, unless it has a parameter of type {@link Ack}. If the method
 * fails, the failure is passed to {@link OnError} methods, or logged, and the socket stays connected. By default, the client
 * gets an answer then only if the failure is its own fault, see {@code quarkus.socketio.errors.answer}; an
 * {@link AckException} answers with any values.
 * <p>
 * Thread: as {@link SocketIO} describes.
 * <p>
 * Protocol: Socket.IO v5, "Sending and receiving data"; EVENT and BINARY_EVENT packets.
 */
@Retention(RUNTIME)
@Target(ElementType.METHOD)
public @interface OnEvent {
    /**
     * The name of the event. The names that Socket.IO reserves, such as {@code connect} and {@code disconnect}, fail the build.
     *
     * @return the name
     */
    String value();
}

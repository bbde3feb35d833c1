package io.quarkiverse.socketio;

import static java.lang.annotation.RetentionPolicy.RUNTIME;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.Target;

/**
 * Makes a CDI bean the handler of a namespace. A class without a scope annotation becomes {@code @Singleton}.
 *
 * <pre>{@code
 * @SocketIO("/chat")
 * public class ChatRoom {
 *     @OnConnect
 *     void joined(Socket socket) {
 *         socket.join("lobby");
 *     }
 *
 *     @OnEvent("say")
 *     String say(Socket socket, Line line) {
 *         socket.to("lobby").emit("line", line);
 *         return "ok"; // the acknowledgement
 *     }
 * }
 * }</pre>
 *
 * Several beans may share a namespace. Private methods, duplicate handlers of an event and signatures that cannot work fail the
 * build.
 * <p>
 * Execution follows the rules of Quarkus: a method that returns {@code Uni} or has {@code @NonBlocking} runs on the event loop,
 * one with {@code @RunOnVirtualThread} on a virtual thread, any other on a worker thread. The handlers of one socket start in
 * the order of its events; of a {@code Uni} only the start is waited for.
 */
@Retention(RUNTIME)
@Target(ElementType.TYPE)
public @interface SocketIO {
    /** The name of the namespace. */
    String value() default "/";

    /**
     * Instead of a name, a regular expression: a namespace is created when a client asks for one whose whole name matches, as
     * with {@link SocketIOServer#of(java.util.regex.Pattern)}. The handlers find its name in {@link Socket#namespace()}.
     *
     * <pre>{@code @SocketIO(pattern = "/room-\\d+")}</pre>
     */
    String pattern() default "";
}

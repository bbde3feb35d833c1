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
 *     void connected(Socket socket) {
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
 * Several beans may handle the same namespace. Private methods, several handlers of the same event, and signatures that cannot
 * work fail the build.
 * <p>
 * Thread: the rules of Quarkus decide where a method runs. A method that returns {@code Uni} or has {@code @NonBlocking} runs
 * on the event loop, one with {@code @RunOnVirtualThread} on a virtual thread, any other on a worker thread. The handlers of
 * one socket start one at a time, in the order of its events; after a {@code Uni} is returned, the next handler may start.
 * <p>
 * Protocol: Socket.IO v5, "Exchange protocol".
 */
@Retention(RUNTIME)
@Target(ElementType.TYPE)
public @interface SocketIO {
    /**
     * The name of the namespace, which begins with a slash.
     *
     * @return the name
     */
    String value() default "/";

    /**
     * A regular expression, instead of a name. A namespace is created when a client asks for one whose whole name matches, as
     * with {@link SocketIOServer#of(java.util.regex.Pattern) SocketIOServer.of(Pattern)}. {@link Socket#namespace()} has its
     * name.
     *
     * <pre>{@code
     * @SocketIO(pattern = "/room-\\d+")
     * public class Rooms {
     *     @OnConnect
     *     void connected(Socket socket) {
     *         socket.emit("welcome", socket.namespace().name());
     *     }
     * }
     * }</pre>
     *
     * @return the regular expression; empty if the namespace has a name
     */
    String pattern() default "";
}

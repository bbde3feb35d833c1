package io.quarkiverse.socketio;

import static java.lang.annotation.RetentionPolicy.RUNTIME;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.Target;

/**
 * The scope of beans of which each socket has its own instance: a place for the state of one client, with a type.
 *
 * <pre>{@code
 * @SocketScoped
 * public class Cart {
 *     private final List<String> items = new ArrayList<>();
 *
 *     public void add(String item) {
 *         items.add(item);
 *     }
 * }
 * }</pre>
 *
 * The scope is active in the handler methods of a {@link SocketIO} bean except {@link OnHandshake}, and in what they call,
 * until a returned {@code Uni} completes. An injected {@link Socket} is the socket of the current call under the same
 * condition; otherwise its methods throw a {@code ContextNotActiveException}. The beans are destroyed when the handlers of the
 * disconnection have returned. A socket that a client {@linkplain Socket#recovered recovers} is a new one with new beans: what
 * must survive belongs to {@link Socket#data}.
 * <p>
 * Thread: the handlers of one socket start one at a time; but those that return a {@code Uni} may overlap, on several threads.
 * {@code @PreDestroy} methods are called on a worker thread.
 */
@Inherited
@Retention(RUNTIME)
@Target({ ElementType.TYPE, ElementType.METHOD, ElementType.FIELD })
public @interface SocketScoped {
}

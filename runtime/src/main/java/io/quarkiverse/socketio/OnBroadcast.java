package io.quarkiverse.socketio;

import static java.lang.annotation.RetentionPolicy.RUNTIME;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.Target;

/**
 * Marks a method of any CDI bean that is called when a message is published under its name, by
 * {@link Broadcaster#publish Broadcaster.publish} or by {@link Namespace#serverSideEmit Namespace.serverSideEmit} of the main
 * namespace: once in each worker, whichever worker publishes.
 *
 * <pre>{@code
 * @ApplicationScoped
 * public class PriceCache {
 *     private final Map<String, Price> cache = new ConcurrentHashMap<>();
 *
 *     @OnBroadcast("price-changed")
 *     void evict(Price price, BroadcastContext broadcast) {
 *         cache.remove(price.symbol());
 *     }
 * }
 * }</pre>
 *
 * Parameters: the published arguments in their order, or one {@link Arguments}; and {@link BroadcastContext} at any position.
 * <p>
 * The value that the method returns, or the item of a returned {@code Uni}, is the answer that
 * {@link Broadcaster#publishAndCollect Broadcaster.publishAndCollect} and
 * {@link Namespace#serverSideEmitWithAck Namespace.serverSideEmitWithAck} collect. Of the methods of one name, one may return a
 * value. A failure is logged. A class without a scope becomes {@code @Singleton}.
 * <p>
 * Thread: as {@link SocketIO} describes. The methods of one bean start one at a time, in the order in which a sender publishes;
 * beans do not wait for each other.
 */
@Retention(RUNTIME)
@Target(ElementType.METHOD)
public @interface OnBroadcast {
    /**
     * The name under which messages are published.
     *
     * @return the name
     */
    String value();
}

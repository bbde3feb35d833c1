package io.quarkiverse.socketio;

import static java.lang.annotation.RetentionPolicy.RUNTIME;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.Target;

/**
 * A method of any CDI bean that runs when something is published under that name by {@link Broadcaster#publish} or
 * {@link Namespace#serverSideEmit} (of the main namespace): once in every worker, whatever worker published.
 *
 * <pre>{@code
 * @ApplicationScoped
 * public class PriceCache {
 *     @OnBroadcast("price-changed")
 *     void evict(Price price, BroadcastContext from) {
 *         cache.remove(price.symbol());
 *     }
 * }
 * }</pre>
 *
 * Parameters: the published arguments by position, or one {@link Arguments}, and {@link BroadcastContext} anywhere. Execution
 * as in {@link SocketIO}; the methods of one bean start one at a time in the order of a sender's broadcasts, beans do not wait
 * for each other. What the method throws is logged.
 * <p>
 * What the method returns, or the item of a returned {@code Uni}, answers {@link Broadcaster#publishAndCollect} and
 * {@link Namespace#serverSideEmitWithAck}; one method of each name may return something. A class without a scope becomes
 * {@code @Singleton}.
 */
@Retention(RUNTIME)
@Target(ElementType.METHOD)
public @interface OnBroadcast {
    /** The name that is published. */
    String value();
}

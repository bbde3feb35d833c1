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
 * Parameters: the published arguments by position, and {@link BroadcastContext} anywhere. Execution as in {@link SocketIO};
 * broadcasts
 * of one sender start in their order. What the method throws is logged.
 */
@Retention(RUNTIME)
@Target(ElementType.METHOD)
public @interface OnBroadcast {
    /** The name that is published. */
    String value();
}

package io.quarkiverse.socketio;

/**
 * The name and the origin of a broadcast between workers: an optional parameter of {@link OnBroadcast} methods.
 *
 * <pre>{@code
 * @OnBroadcast("price-changed")
 * void evict(Price price, BroadcastContext broadcast) {
 *     if (!broadcast.local()) { // this worker's cache is up to date already
 *         cache.remove(price.symbol());
 *     }
 * }
 * }</pre>
 *
 * @param event the name under which the broadcast was published
 * @param local whether this worker published it
 */
public record BroadcastContext(String event, boolean local) {
}

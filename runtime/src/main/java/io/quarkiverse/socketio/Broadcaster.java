package io.quarkiverse.socketio;

/**
 * Tells all workers of the application something: every {@link OnBroadcast} method of that name runs once in every worker, this
 * one's included.
 *
 * <pre>{@code
 * @Inject
 * Broadcaster broadcaster;
 *
 * void changed(Price price) {
 *     broadcaster.publish("price-changed", price);
 * }
 * }</pre>
 *
 * Thread: any.
 */
public interface Broadcaster {

    /**
     * Publishes. Arguments as in {@link BroadcastOperator#emit}. Methods of this worker are called asynchronously too.
     *
     * @throws SocketIOException if an argument cannot be serialised; nothing was sent then
     */
    void publish(String event, Object... args);

    /** This broadcaster without the methods of this worker. */
    Broadcaster excludeSelf();
}

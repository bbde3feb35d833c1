package io.quarkiverse.socketio;

import java.util.List;

import io.smallrye.mutiny.Uni;

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

    /**
     * Publishes at each subscription, and collects what the {@link OnBroadcast} methods of that name return: one value for each
     * worker, this one included, that has a method which returns one. A worker that dies meanwhile, or whose method fails, is
     * not waited for, and the list is shorter then.
     *
     * <pre>{@code
     * broadcaster.publishAndCollect("cache-size", Integer.class)
     *         .subscribe().with(sizes -> log("in all " + sizes.stream().mapToInt(Integer::intValue).sum()));
     * }</pre>
     *
     * Completed on a thread that must not block. Fails with an {@link AckTimeoutException}, which has the answers that came,
     * when a worker does not answer in 5 s; with a {@link SocketIOException} if an argument cannot be serialised, or an answer
     * not be read as that type.
     */
    <T> Uni<List<T>> publishAndCollect(String event, Class<T> type, Object... args);

    /** This broadcaster without the methods of this worker. */
    Broadcaster excludeSelf();
}

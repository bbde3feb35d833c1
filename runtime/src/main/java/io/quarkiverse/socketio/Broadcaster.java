package io.quarkiverse.socketio;

import java.util.List;

import com.fasterxml.jackson.core.type.TypeReference;

import io.smallrye.mutiny.Uni;

/**
 * A publisher of messages to all workers of the application. Each {@link OnBroadcast} method of the published name is called
 * once in each worker, this one included. Inject it into any bean.
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
 * Thread: any; immutable.
 */
public interface Broadcaster {

    /**
     * Publishes a message. The methods of this worker too are called asynchronously.
     *
     * @param event the name that {@link OnBroadcast} methods have
     * @param args the arguments, as those of {@link BroadcastOperator#emit BroadcastOperator.emit}
     * @throws SocketIOException if an argument cannot be serialised, or the name is reserved; nothing was sent then
     */
    void publish(String event, Object... args);

    /**
     * Publishes a message at each subscription, and collects what the {@link OnBroadcast} methods of that name return: one
     * value for each worker, this one included, that has a method which returns one. A worker that dies meanwhile, or whose
     * method fails, is not waited for, and the list is shorter then.
     *
     * <pre>{@code
     * broadcaster.publishAndCollect("cache-size", Integer.class)
     *         .subscribe().with(sizes -> Log.infof("%d in all", sizes.stream().mapToInt(Integer::intValue).sum()));
     * }</pre>
     *
     * The {@code Uni} fails with an {@link AckTimeoutException}, which holds the answers that were received, when a worker does
     * not answer within five seconds; and with a {@link SocketIOException} if an argument cannot be serialised, or an answer
     * cannot be read as that type.
     * <p>
     * Thread: the {@code Uni} is completed on a thread that must not block.
     *
     * @param <T> the type of the values
     * @param event the name that {@link OnBroadcast} methods have
     * @param type the type as which the values are read
     * @param args the arguments, as those of {@link BroadcastOperator#emit BroadcastOperator.emit}
     * @return the values
     */
    <T> Uni<List<T>> publishAndCollect(String event, Class<T> type, Object... args);

    /**
     * Publishes a message and collects what the methods return, as {@link #publishAndCollect(String, Class, Object...)
     * publishAndCollect} does, as a generic type.
     *
     * @param <T> the type of the values
     * @param event the name that {@link OnBroadcast} methods have
     * @param type the type as which the values are read, such as {@code new TypeReference<List<Price>>() {}}
     * @param args the arguments, as those of {@link BroadcastOperator#emit BroadcastOperator.emit}
     * @return the values
     */
    <T> Uni<List<T>> publishAndCollect(String event, TypeReference<T> type, Object... args);

    /** {@return a broadcaster that does not call the methods of this worker} */
    Broadcaster excludeSelf();
}

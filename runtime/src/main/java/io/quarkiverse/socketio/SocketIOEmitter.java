package io.quarkiverse.socketio;

import java.util.concurrent.CompletionStage;

/**
 * Sends events to the clients of a cluster of Socket.IO servers from a process that is none of these servers: over Redis, as
 * npm {@code @socket.io/redis-emitter} and {@code redis-streams-emitter} do. Servers of this extension and of Node receive
 * them. As an {@link EmitterOperator} it selects all sockets of its namespace, which is {@code /} unless {@link #of of} is
 * called.
 * <p>
 * Inject it where the application has the extension {@code quarkus-redis-client} and {@code quarkus.socketio.adapter.type} is
 * set; in other programs in Java, create a {@code RedisEmitter}.
 *
 * <pre>{@code
 * @Inject
 * SocketIOEmitter emitter;
 *
 * void changed(Price price) {
 *     emitter.of("/stocks").to(price.symbol()).emit("price", price);
 * }
 * }</pre>
 *
 * A server has no use for it: it has {@link SocketIOServer}, with which its own clients receive events without Redis, too.
 * There are no acknowledgements, and sockets cannot be fetched: servers do not respond to emitters.
 * <p>
 * Thread: any; immutable.
 */
public interface SocketIOEmitter extends EmitterOperator {

    /**
     * Returns an emitter for another namespace.
     *
     * @param namespace the name of the namespace; a slash is added where it does not begin with one
     * @return an emitter for this namespace
     */
    SocketIOEmitter of(String namespace);

    /**
     * Sends an event to the servers, not to clients: handlers registered with {@link Namespace#onServerSide
     * Namespace.onServerSide} are called, and, of the namespace {@code /}, {@link OnBroadcast} methods.
     *
     * @param event the name of the event
     * @param args the arguments, as those of {@link BroadcastOperator#emit BroadcastOperator.emit}; over Redis' pub/sub
     *        without sharding, binary data arrive as JSON: {@code {"type": "Buffer", "data": [1, 2]}}
     * @return a stage that completes when Redis has confirmed the event
     * @throws SocketIOException if an argument cannot be serialised, or the name of the event is reserved; nothing was sent
     *         then
     */
    CompletionStage<Void> serverSideEmit(String event, Object... args);
}

package io.quarkiverse.socketio;

/**
 * The Socket.IO server ({@code io} in Socket.IO's own documentation): inject it into any bean and use it from any thread. As a
 * {@link Namespace} it is the main one, {@code "/"}.
 *
 * <pre>{@code
 * @Inject
 * SocketIOServer io;
 *
 * void tick(Price price) {
 *     io.of("/prices").to(price.symbol()).emit("tick", price);
 * }
 * }</pre>
 */
public interface SocketIOServer extends Namespace {

    /**
     * The namespace of that name, created if it is new. A name is what the client gives: {@code "/"} and {@code ""} are the
     * main
     * namespace, a missing slash is added.
     */
    Namespace of(String name);
}

package io.quarkiverse.socketio;

import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;

import io.smallrye.mutiny.Uni;

/**
 * The Engine.IO server below the namespaces, which serves the transports ({@code io.engine} in Socket.IO's own documentation).
 * It is returned by {@link SocketIOServer#engine()}, and can be injected.
 *
 * <pre>{@code
 * void prepare(@Observes StartupEvent event, Engine engine) {
 *     engine.onInitialHeaders((headers, request) -> headers.set("x-served-by", host));
 *     engine.onConnectionError(error -> refusals.increment());
 * }
 * }</pre>
 *
 * Register guards and listeners when the application starts, so that they are called for all requests. A listener that was
 * registered twice is called twice, and removed once by each call of the {@code off…} method; a guard cannot be removed. An
 * exception that a listener throws is logged, and the request continues as if there were no listener; an exception that a
 * guard throws refuses the client.
 * <p>
 * Thread: any; guards and listeners are called on the event loop of a request and must not block.
 * <p>
 * Protocol: Engine.IO v4.
 */
public interface Engine {

    /** {@return the number of clients that are connected to this process, by any transport} */
    int clientsCount();

    /**
     * Disconnects all clients of this process, and refuses new ones with status 503 until the process ends.
     * {@link SocketIOServer#close} does that and more. It starts at once, whether the {@code Uni} is subscribed to or not, and
     * may be called again.
     * <p>
     * Thread: the {@code Uni} is completed on a thread that must not block.
     *
     * @return completes when the {@code disconnect} handlers of all sockets have been called; those on other threads may still
     *         be running
     */
    Uni<Void> close();

    /**
     * Adds a guard that decides about each handshake, before there is a session: Socket.IO's {@code allowRequest}. The beans
     * that implement {@code HandshakeGuard} are such guards. All guards must admit the client, within
     * {@code quarkus.socketio.guard-timeout} together. They are not asked again when a session changes its transport, nor for
     * its later requests.
     *
     * @param guard returns a {@code Uni} that completes to admit the client. If it fails, or the time is over, the client is
     *        refused with status 403, or 400 if it asked for a WebSocket, and {@code {"code":4,"message":"Forbidden"}}, or the
     *        message of a {@link HandshakeRefusedException}.
     * @return this engine
     */
    Engine allowRequest(Function<HandshakeRequest, Uni<Void>> guard);

    /**
     * Registers a listener that is called with each request that is refused: Socket.IO's {@code connection_error}.
     *
     * @param listener receives the request and the reason
     * @return this engine
     */
    Engine onConnectionError(Consumer<ConnectionError> listener);

    /**
     * Removes a listener that {@link #onConnectionError onConnectionError} registered; does nothing if it is not registered.
     *
     * @param listener the listener
     * @return this engine
     */
    Engine offConnectionError(Consumer<ConnectionError> listener);

    /**
     * Registers a listener that may change the header fields of the response to a handshake: Socket.IO's
     * {@code initial_headers}.
     *
     * @param listener receives the header fields of the response, and the request
     * @return this engine
     */
    Engine onInitialHeaders(BiConsumer<ResponseHeaders, HandshakeRequest> listener);

    /**
     * Removes a listener that {@link #onInitialHeaders onInitialHeaders} registered; does nothing if it is not registered.
     *
     * @param listener the listener
     * @return this engine
     */
    Engine offInitialHeaders(BiConsumer<ResponseHeaders, HandshakeRequest> listener);

    /**
     * Registers a listener that may change the header fields of each response to a client, those of long-polling included, but
     * not of refusals: Socket.IO's {@code headers}.
     *
     * @param listener receives the header fields of the response, and the request
     * @return this engine
     */
    Engine onHeaders(BiConsumer<ResponseHeaders, HandshakeRequest> listener);

    /**
     * Removes a listener that {@link #onHeaders onHeaders} registered; does nothing if it is not registered.
     *
     * @param listener the listener
     * @return this engine
     */
    Engine offHeaders(BiConsumer<ResponseHeaders, HandshakeRequest> listener);
}

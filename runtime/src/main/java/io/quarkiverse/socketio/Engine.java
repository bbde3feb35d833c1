package io.quarkiverse.socketio;

import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;

import io.smallrye.mutiny.Uni;

/**
 * The transport layer below the namespaces, Engine.IO ({@code io.engine} in Socket.IO's own documentation): {@link
 * SocketIOServer#engine()}, or injected. Listeners cannot be removed; register them when the application starts.
 *
 * <pre>{@code
 * void prepare(@Observes StartupEvent event, Engine engine) {
 *     engine.onInitialHeaders((headers, request) -> headers.set("x-served-by", host));
 *     engine.onConnectionError(error -> refusals.increment());
 * }
 * }</pre>
 *
 * Thread: any. What is registered is called on the event loop of a request and must not block; what it throws is logged, and
 * the request goes on as if nothing had been registered, except for guards.
 */
public interface Engine {

    /** How many clients are connected to this process, by whatever transport. */
    int clientsCount();

    /**
     * Disconnects all clients of this process, and refuses new ones with status 503, for ever; {@link SocketIOServer#close}
     * does that and more. It begins at once, subscribed or not; may be called again.
     *
     * @return completes when the {@code disconnect} handlers of all have been called, those on threads of their own may still
     *         run; on a thread that must not block
     */
    Uni<Void> close();

    /**
     * Adds a guard that decides about each handshake before there is a session; the beans that implement {@code HandshakeGuard}
     * are such guards. All must agree. Not asked again when a session changes its transport, nor for its later requests.
     *
     * @param guard gives a {@code Uni} that completes to admit the client. When it fails, the client is refused with status
     *        403, or 400 if it asked for a WebSocket, and {@code {"code":4,"message":"Forbidden"}}, or the message of a
     *        {@link HandshakeRefusedException}. So it is if the guards take longer than {@code quarkus.socketio.guard-timeout}.
     */
    Engine allowRequest(Function<HandshakeRequest, Uni<Void>> guard);

    /** Hears of each request that is refused ({@code connection_error}). */
    Engine onConnectionError(Consumer<ConnectionError> listener);

    /** May change the header fields of the answer to a handshake ({@code initial_headers}). */
    Engine onInitialHeaders(BiConsumer<ResponseHeaders, HandshakeRequest> listener);

    /** May change the header fields of each answer to a client but refusals, long-polling's included ({@code headers}). */
    Engine onHeaders(BiConsumer<ResponseHeaders, HandshakeRequest> listener);
}

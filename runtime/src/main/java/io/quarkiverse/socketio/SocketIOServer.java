package io.quarkiverse.socketio;

import java.util.function.Consumer;
import java.util.regex.Pattern;

import io.smallrye.mutiny.Uni;

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
     * main namespace, a missing slash is added.
     */
    Namespace of(String name);

    /**
     * Namespaces that are created when the first client asks for them, those whose whole name matches. The namespace given
     * stands for them all: its middlewares and handlers are copied to each when it is created, and what is emitted to it goes
     * to all of this server's.
     *
     * <pre>{@code
     * io.of(Pattern.compile("/room-\\d+")).onConnection(socket -> socket.emit("hello", socket.namespace().name()));
     * }</pre>
     *
     * What can only be asked of one namespace, {@code fetchSockets}, {@code serverSideEmitWithAck} and {@code serverCount},
     * fails with an {@link UnsupportedOperationException}.
     * <p>
     * A pattern lets any client create namespaces ({@code quarkus.socketio.limits.child-namespaces} bounds them); prefer
     * {@link #of(NamespaceMatcher)} where you know the names.
     */
    Namespace of(Pattern names);

    /** As {@link #of(Pattern)}; asked in the order of creation, after the namespaces that exist. */
    Namespace of(NamespaceMatcher names);

    /** Called with each namespace that is created for a client. The handler must not block. */
    SocketIOServer onNewNamespace(Consumer<Namespace> handler);

    /**
     * Disconnects all clients of this process, who are told {@link DisconnectReason#SERVER_SHUTTING_DOWN}, refuses new ones
     * with status 503, and forgets what clients could have come back to. For ever: there is no way back but a new process. No
     * DISCONNECT packet is sent, so clients go on trying, here or, in a cluster, with other workers.
     *
     * <pre>{@code
     * io.close().subscribe().with(done -> log("all are gone"));
     * }</pre>
     *
     * The HTTP server is Quarkus' and goes on, and so do {@link Broadcaster} and {@link #serverSideEmit}. Nobody needs to call
     * it when the application stops: that is done by itself.
     * <p>
     * It begins at once, subscribed or not; may be called again.
     *
     * @return as {@link Engine#close}
     */
    Uni<Void> close();

    /** The layer of transports below: counts clients, guards handshakes, hears of refused ones. */
    Engine engine();
}

package io.quarkiverse.socketio;

import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;

import io.smallrye.mutiny.Uni;

/**
 * The Socket.IO server ({@code io} in Socket.IO's own documentation). Inject it into any bean. As a {@link Namespace} it is the
 * main namespace, {@code "/"}.
 *
 * <pre>{@code
 * @Inject
 * SocketIOServer io;
 *
 * void tick(Price price) {
 *     io.of("/prices").to(price.symbol()).emit("tick", price);
 * }
 * }</pre>
 *
 * Thread: any.
 */
public interface SocketIOServer extends Namespace {

    /**
     * Returns the namespace of a name, and creates it if it does not exist.
     *
     * @param name the name, as clients give it: {@code "/"} and {@code ""} are the main namespace, a missing slash is added
     * @return the namespace
     * @throws IllegalArgumentException if no packet can have the name: it contains a comma, or has more than 1,023 bytes
     */
    Namespace of(String name);

    /** {@return the namespaces of this server, those that clients have created included; a copy, in the order of their names} */
    List<Namespace> namespaces();

    /**
     * Lets clients create the namespaces whose whole name matches a pattern: each is created when the first client asks for it.
     * The namespace that is returned represents all of them. Its middlewares and handlers are copied to each one when that is
     * created, and what is emitted to it is sent to all of them that this server has.
     *
     * <pre>{@code
     * io.of(Pattern.compile("/room-\\d+")).onConnection(socket -> socket.emit("hello", socket.namespace().name()));
     * }</pre>
     *
     * The methods {@code fetchSockets}, {@code serverSideEmitWithAck} and {@code serverCount} of the returned namespace fail
     * with an {@link UnsupportedOperationException}, as they are for a single namespace.
     * <p>
     * Any client can create such namespaces, up to {@code quarkus.socketio.limits.child-namespaces} of them. Prefer
     * {@link #of(NamespaceMatcher) of(NamespaceMatcher)} if the names are known.
     *
     * @param names the pattern
     * @return a namespace that represents all that match
     */
    Namespace of(Pattern names);

    /**
     * Lets clients create the namespaces that a function accepts, otherwise as {@link #of(Pattern) of(Pattern)} does. Patterns
     * and functions are asked in the order in which they were added, for names of namespaces that do not exist.
     *
     * @param names the function
     * @return a namespace that represents all that were accepted
     */
    Namespace of(NamespaceMatcher names);

    /**
     * Registers a handler that is called with each namespace that is created for a client. An exception that it throws is
     * logged.
     * <p>
     * Thread: the handler must not block.
     *
     * @param handler receives the namespace
     * @return this server
     */
    SocketIOServer onNewNamespace(Consumer<Namespace> handler);

    /**
     * Removes a handler that {@link #onNewNamespace onNewNamespace} registered.
     *
     * @param handler the handler
     * @return this server
     */
    SocketIOServer offNewNamespace(Consumer<Namespace> handler);

    /**
     * Disconnects all clients of this process with {@link DisconnectReason#SERVER_SHUTTING_DOWN}, refuses new ones with status
     * 503, and deletes what is kept for the recovery of connections. Only a new process can serve clients again. No DISCONNECT
     * packet is sent, so clients try to connect again: to this process or, in a cluster, to other workers.
     *
     * <pre>{@code
     * io.close().subscribe().with(done -> Log.info("All clients are disconnected"));
     * }</pre>
     *
     * It starts at once, whether the {@code Uni} is subscribed to or not, and may be called again. The HTTP server, which is
     * Quarkus' own, {@link Broadcaster} and {@link #serverSideEmit serverSideEmit} continue to work. There is no need to call
     * this method when the application stops.
     *
     * @return completes as that of {@link Engine#close} does
     */
    Uni<Void> close();

    /** {@return the Engine.IO server below the namespaces, which serves the transports and the handshakes} */
    Engine engine();
}

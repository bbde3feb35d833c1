package io.quarkiverse.socketio;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;

import io.smallrye.mutiny.Uni;

/**
 * One client in one namespace.
 *
 * <pre>{@code
 * socket.join("lobby");
 * socket.emit("welcome", "hello");                    // to this client
 * socket.to("lobby").emit("joined", socket.id());     // to the others in the room, on all workers
 * socket.emitWithAck("question", "ready?").subscribe().with(answer -> …);
 * }</pre>
 *
 * Thread: any.
 */
public interface Socket extends Emitter {

    /** A random public id; not the Engine.IO session id, which is a secret. */
    String id();

    /** The namespace this socket is in. */
    Namespace namespace();

    Handshake handshake();

    /** The connection below, which it shares with the client's sockets in other namespaces. */
    Connection conn();

    /**
     * Whether the client came back to a socket that was disconnected by a cut of its connection: with the same id, rooms and
     * data, and the events it missed. Only with {@code quarkus.socketio.recovery.enabled}; never changes.
     *
     * <pre>{@code
     * io.onConnection(socket -> {
     *     if (!socket.recovered()) {
     *         socket.join("lobby");
     *     }
     * });
     * }</pre>
     */
    boolean recovered();

    /** Whether the socket is connected; {@code false} for ever after it was disconnected. */
    boolean connected();

    /** The rooms it is in, its own id among them: a copy. */
    Set<String> rooms();

    /** A place for the application's own values. What other workers shall see by {@code fetchSockets} must be JSON-like. */
    Map<String, Object> data();

    /**
     * Joins rooms, at once. Does nothing after the socket was disconnected.
     *
     * @throws SocketIOException if it would be in more rooms than {@code quarkus.socketio.limits.rooms-per-socket} besides that
     *         of its id; it joined none then
     */
    void join(String... rooms);

    /** Leaves rooms, at once. */
    void leave(String... rooms);

    /** All sockets of the namespace but this one. */
    BroadcastOperator broadcast();

    /** The sockets in these rooms but this one. */
    default BroadcastOperator to(String... rooms) {
        return broadcast().to(rooms);
    }

    /** The same as {@link #to}. */
    default BroadcastOperator in(String... rooms) {
        return to(rooms);
    }

    /** All sockets but this one and those in these rooms. */
    default BroadcastOperator except(String... rooms) {
        return broadcast().except(rooms);
    }

    /** All sockets of this worker but this one. */
    default BroadcastOperator local() {
        return broadcast().local();
    }

    /** Handles an event of this client, on its event loop: the handler must not block. */
    Socket on(String event, BiConsumer<Arguments, Ack> handler);

    /** As {@link #on}, for the next event of that name only. */
    Socket once(String event, BiConsumer<Arguments, Ack> handler);

    /** Takes back one {@link #on} or {@link #once}. */
    Socket off(String event, BiConsumer<Arguments, Ack> handler);

    /** Takes back all {@link #on} and {@link #once} of that event. */
    Socket off(String event);

    /**
     * Called with name and arguments of each event of this client, before the handlers of that event, and also for events that
     * have none. On its event loop: must not block.
     *
     * <pre>{@code
     * socket.onAny((event, args) -> LOG.debugf("got %s %s", event, args.toList()));
     * }</pre>
     */
    Socket onAny(BiConsumer<String, Arguments> listener);

    /** As {@link #onAny}, before those that were added already. */
    Socket prependAny(BiConsumer<String, Arguments> listener);

    /** Takes back one {@link #onAny}. */
    Socket offAny(BiConsumer<String, Arguments> listener);

    /** Takes back all {@link #onAny}. */
    Socket offAny();

    /** What {@link #onAny} added, in the order they are called: a copy. */
    List<BiConsumer<String, Arguments>> listenersAny();

    /**
     * Called with name and arguments of each event sent to this client, broadcasts among them, before it is sent; for
     * acknowledgements not. On the event loop: must not block.
     */
    Socket onAnyOutgoing(BiConsumer<String, Arguments> listener);

    /** As {@link #onAnyOutgoing}, before those that were added already. */
    Socket prependAnyOutgoing(BiConsumer<String, Arguments> listener);

    /** Takes back one {@link #onAnyOutgoing}. */
    Socket offAnyOutgoing(BiConsumer<String, Arguments> listener);

    /** Takes back all {@link #onAnyOutgoing}. */
    Socket offAnyOutgoing();

    /** What {@link #onAnyOutgoing} added, in the order they are called: a copy. */
    List<BiConsumer<String, Arguments>> listenersAnyOutgoing();

    /**
     * Adds a middleware for the events of this client, asked before their handlers in the order they were added. A {@code Uni}
     * that fails, or an exception, drops the event and goes to {@link #onError}. The client's next event waits. On the event
     * loop: must not block.
     *
     * <pre>{@code
     * socket.use((event, args) -> event.startsWith("admin:") && !socket.data().containsKey("admin")
     *         ? Uni.createFrom().failure(new SocketIOException("forbidden"))
     *         : Uni.createFrom().voidItem());
     * }</pre>
     */
    Socket use(BiFunction<String, Arguments, Uni<Void>> interceptor);

    /**
     * Called with what a handler or interceptor of this client failed with; without any, and without {@code @OnError}, it is
     * logged. On the event loop: must not block.
     */
    Socket onError(Consumer<Throwable> listener);

    /** Called once when the socket is disconnected, while {@link #rooms()} still shows the rooms it was in. */
    Socket onDisconnecting(Consumer<DisconnectReason> handler);

    /** Called once, after the rooms were left. Called at once if that was already. */
    Socket onDisconnect(Consumer<DisconnectReason> handler);

    /**
     * Disconnects from the namespace ({@code false}: the client gets a DISCONNECT packet and does not come back by itself) or
     * closes the connection with all its namespaces ({@code true}). Does nothing after the socket was disconnected.
     */
    void disconnect(boolean close);

    /** From the namespace only: {@code disconnect(false)}. */
    default void disconnect() {
        disconnect(false);
    }
}

package io.quarkiverse.socketio;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.core.type.TypeReference;

import io.smallrye.mutiny.Uni;

/**
 * One client in one namespace. As an {@link Emitter} it sends to this client.
 *
 * <pre>{@code
 * socket.join("lobby");
 * socket.emit("welcome", "hello");                // to this client
 * socket.to("lobby").emit("joined", socket.id()); // to the others in the room, on all workers
 * socket.emitWithAck("question", "ready?").subscribe().with(answer -> Log.info(answer.get(0, String.class)));
 * }</pre>
 *
 * A failure of a handler or a listener is passed to {@link #onError onError} listeners and {@link OnError} methods, or logged;
 * the socket stays connected.
 * <p>
 * Thread: any. Handlers and listeners are called on the event loop of the socket and must not block.
 * <p>
 * Protocol: Socket.IO v5, "Exchange protocol".
 */
public interface Socket extends Emitter {

    /**
     * Returns the id: random, public, and not the Engine.IO session id, which is a secret. Only for a client of Socket.IO 1 or
     * 2, which {@code quarkus.socketio.allow-eio3} admits, it is made of the session id: do not show it to other clients.
     *
     * @return the id
     */
    String id();

    /** {@return the namespace this socket is in} */
    Namespace namespace();

    /** {@return the request with which the client connected to the namespace} */
    Handshake handshake();

    /** {@return the connection of the client, which its sockets in other namespaces share} */
    Connection conn();

    /**
     * Returns whether the client has recovered a socket whose connection was lost: with the same id, rooms and data, and with
     * the events that the client missed. This requires {@code quarkus.socketio.recovery.enabled}. The value never changes.
     *
     * <pre>{@code
     * io.onConnection(socket -> {
     *     if (!socket.recovered()) {
     *         socket.join("lobby");
     *     }
     * });
     * }</pre>
     *
     * @return whether this socket was recovered
     */
    boolean recovered();

    /** {@return whether the socket is connected; {@code false} for ever once it was disconnected} */
    boolean connected();

    /** {@return the rooms this socket is in, its own id included; a copy} */
    Set<String> rooms();

    /**
     * Returns a map for values of the application. Neither keys nor values may be {@code null}. Jackson must be able to write the
     * values: a recovered socket, and a {@link RemoteSocket}, have them as JSON has them, for instance a record as a map, until
     * {@link #data(String, Class) data} reads them as a type.
     *
     * @return the map, which several threads may use at the same time
     */
    Map<String, Object> data();

    /**
     * Returns a value of {@link #data() data()} as the type as which the application has stored it, also after a recovery.
     *
     * <pre>{@code
     * socket.data().put("user", new User("ada"));
     * String name = socket.data("user", User.class).name();
     * int orders = socket.data("orders", int.class); // 0 if there is none
     * }</pre>
     *
     * @param <T> the type
     * @param key the key
     * @param type the type of the stored value, which Jackson can write and read
     * @return the stored object, or after a recovery a copy, which is the stored object from then on; if there is none:
     *         {@code null}, or zero where the type is primitive
     * @throws SocketIOException if the value is of another type, or cannot be read as the type; the message names key and types
     */
    <T> @Nullable T data(String key, Class<T> type);

    /**
     * Returns a value of {@link #data() data()} as a generic type, otherwise as {@link #data(String, Class) data} does.
     *
     * <pre>{@code
     * List<Line> lines = socket.data("lines", new TypeReference<List<Line>>() {
     * });
     * }</pre>
     *
     * @param <T> the type
     * @param key the key
     * @param type the type of the stored value, such as {@code new TypeReference<List<Line>>() {}}
     * @return the value, or {@code null} if there is none
     * @throws SocketIOException if the value is of another class, or cannot be read as the type; the message names key and types
     */
    <T> @Nullable T data(String key, TypeReference<T> type);

    /**
     * Joins rooms. The socket is in them when the method returns. Does nothing after the socket was disconnected.
     *
     * @param rooms the names of the rooms
     * @throws SocketIOException if the socket would be in more rooms than {@code quarkus.socketio.limits.rooms-per-socket},
     *         besides the room of its id; it has joined none of them then
     */
    void join(String... rooms);

    /**
     * Leaves rooms. The socket is not in them any more when the method returns.
     *
     * @param rooms the names of the rooms
     */
    void leave(String... rooms);

    /** {@return an operator that selects all sockets of the namespace except this one} */
    BroadcastOperator broadcast();

    /**
     * Returns an operator that selects the sockets in rooms, except this one.
     *
     * @param rooms the names of the rooms
     * @return the operator
     */
    default BroadcastOperator to(String... rooms) {
        return broadcast().to(rooms);
    }

    /**
     * Returns an operator that selects the sockets in rooms, except this one, as {@link #to to} does.
     *
     * @param rooms the names of the rooms
     * @return the operator
     */
    default BroadcastOperator in(String... rooms) {
        return to(rooms);
    }

    /**
     * Returns an operator that selects all sockets of the namespace except this one and those in any of the rooms.
     *
     * @param rooms the names of the rooms
     * @return the operator
     */
    default BroadcastOperator except(String... rooms) {
        return broadcast().except(rooms);
    }

    /** {@return an operator that selects all sockets of the namespace in this worker, except this one} */
    default BroadcastOperator local() {
        return broadcast().local();
    }

    /**
     * Registers a handler of an event of this client. It is called for events that the client emits, {@code "error"} included;
     * failures are passed to {@link #onError onError}.
     *
     * @param event the name of the event
     * @param handler receives the arguments, and the acknowledgement to send
     * @return this socket
     * @throws IllegalArgumentException if Socket.IO reserves the name, such as {@code "disconnect"}: no client can emit the
     *         event; use {@link #onDisconnect onDisconnect}, {@link #onDisconnecting onDisconnecting} or
     *         {@link Namespace#onConnection Namespace.onConnection}
     */
    Socket on(String event, BiConsumer<Arguments, Ack> handler);

    /**
     * Registers a handler of an event of this client that is called for the next event only.
     *
     * @param event the name of the event
     * @param handler receives the arguments, and the acknowledgement to send
     * @return this socket
     * @throws IllegalArgumentException as {@link #on on} does
     */
    Socket once(String event, BiConsumer<Arguments, Ack> handler);

    /**
     * Registers a handler of an event of this client that may block. It is called after the other handlers of the event, and
     * the next event of the client waits until it has returned, as for an {@link OnEvent} method that blocks.
     *
     * <pre>{@code
     * socket.onBlocking("find", (args, ack) -> ack.send(shop.find(args.get(0, String.class))));
     * }</pre>
     *
     * Thread: the handler is called on a worker thread, without a CDI request context.
     *
     * @param event the name of the event
     * @param handler receives the arguments, and the acknowledgement to send
     * @return this socket
     * @throws IllegalArgumentException as {@link #on on} does
     */
    Socket onBlocking(String event, BiConsumer<Arguments, Ack> handler);

    /**
     * Registers a handler as {@link #on on} does, but before those that are registered already.
     *
     * @param event the name of the event
     * @param handler receives the arguments, and the acknowledgement to send
     * @return this socket
     * @throws IllegalArgumentException as {@link #on on} does
     */
    Socket prependListener(String event, BiConsumer<Arguments, Ack> handler);

    /**
     * Registers a handler as {@link #once once} does, but before those that are registered already.
     *
     * @param event the name of the event
     * @param handler receives the arguments, and the acknowledgement to send
     * @return this socket
     * @throws IllegalArgumentException as {@link #on on} does
     */
    Socket prependOnceListener(String event, BiConsumer<Arguments, Ack> handler);

    /**
     * Removes a handler that {@link #on on} or one of its relatives registered. If it was registered several times, one
     * registration is removed.
     *
     * @param event the name of the event
     * @param handler the handler
     * @return this socket
     */
    Socket off(String event, BiConsumer<Arguments, Ack> handler);

    /**
     * Removes all handlers of an event that {@link #on on} or one of its relatives registered.
     *
     * @param event the name of the event
     * @return this socket
     */
    Socket off(String event);

    /**
     * Removes all handlers of an event, as {@link #off(String) off} does.
     *
     * @param event the name of the event
     * @return this socket
     */
    default Socket removeAllListeners(String event) {
        return off(event);
    }

    /**
     * Removes all handlers of events that {@link #on on} or one of its relatives registered. Those of {@link #onAny onAny},
     * {@link #onError onError}, {@link #onDisconnecting onDisconnecting} and {@link #onDisconnect onDisconnect} stay.
     *
     * @return this socket
     */
    Socket removeAllListeners();

    /**
     * Returns the handlers of an event that {@link #on on} or one of its relatives registered, those that may block included.
     *
     * @param event the name of the event
     * @return a copy, in the order they were registered
     */
    List<BiConsumer<Arguments, Ack>> listeners(String event);

    /** {@return the names of the events that have such handlers; a copy} */
    Set<String> eventNames();

    /**
     * Registers a listener that is called for each event of this client, before the handlers of that event, and also if it has
     * none.
     *
     * <pre>{@code
     * socket.onAny((event, args) -> Log.debugf("received %s %s", event, args.toList()));
     * }</pre>
     *
     * @param listener receives the name and the arguments of the event
     * @return this socket
     */
    Socket onAny(BiConsumer<String, Arguments> listener);

    /**
     * Registers a listener as {@link #onAny onAny} does, but before those that are registered already.
     *
     * @param listener receives the name and the arguments of the event
     * @return this socket
     */
    Socket prependAny(BiConsumer<String, Arguments> listener);

    /**
     * Removes a listener that {@link #onAny onAny} or {@link #prependAny prependAny} registered.
     *
     * @param listener the listener
     * @return this socket
     */
    Socket offAny(BiConsumer<String, Arguments> listener);

    /**
     * Removes all listeners that {@link #onAny onAny} or {@link #prependAny prependAny} registered.
     *
     * @return this socket
     */
    Socket offAny();

    /**
     * Returns the listeners that {@link #onAny onAny} or {@link #prependAny prependAny} registered.
     *
     * @return a copy, in the order they are called
     */
    List<BiConsumer<String, Arguments>> listenersAny();

    /**
     * Registers a listener that is called for each event that is sent to this client, broadcasts included, before it is sent.
     * It is not called for acknowledgements.
     *
     * @param listener receives the name and the arguments of the event
     * @return this socket
     */
    Socket onAnyOutgoing(BiConsumer<String, Arguments> listener);

    /**
     * Registers a listener as {@link #onAnyOutgoing onAnyOutgoing} does, but before those that are registered already.
     *
     * @param listener receives the name and the arguments of the event
     * @return this socket
     */
    Socket prependAnyOutgoing(BiConsumer<String, Arguments> listener);

    /**
     * Removes a listener that {@link #onAnyOutgoing onAnyOutgoing} or {@link #prependAnyOutgoing prependAnyOutgoing}
     * registered.
     *
     * @param listener the listener
     * @return this socket
     */
    Socket offAnyOutgoing(BiConsumer<String, Arguments> listener);

    /**
     * Removes all listeners that {@link #onAnyOutgoing onAnyOutgoing} or {@link #prependAnyOutgoing prependAnyOutgoing}
     * registered.
     *
     * @return this socket
     */
    Socket offAnyOutgoing();

    /**
     * Returns the listeners that {@link #onAnyOutgoing onAnyOutgoing} or {@link #prependAnyOutgoing prependAnyOutgoing}
     * registered.
     *
     * @return a copy, in the order they are called
     */
    List<BiConsumer<String, Arguments>> listenersAnyOutgoing();

    /**
     * Adds a middleware for the events of this client. Middlewares are called before the handlers of an event, in the order in
     * which they were added. If the {@code Uni} fails, or the middleware throws an exception, the event is dropped and the
     * failure is passed to {@link #onError onError} listeners. The next event of the client waits until the {@code Uni}
     * completes.
     *
     * <pre>{@code
     * socket.use((event, args) -> event.startsWith("admin:") && !socket.data().containsKey("admin")
     *         ? Uni.createFrom().failure(new SocketIOException("forbidden"))
     *         : Uni.createFrom().voidItem());
     * }</pre>
     *
     * @param interceptor receives the name and the arguments of the event, and returns a {@code Uni} that completes to let it
     *        pass
     * @return this socket
     */
    Socket use(BiFunction<String, Arguments, Uni<Void>> interceptor);

    /**
     * Registers a listener that is called when a handler or a middleware of the events of this client has failed. The server does
     * not log the failures of a socket with a listener.
     *
     * @param listener receives the failure
     * @return this socket
     */
    Socket onError(Consumer<Throwable> listener);

    /**
     * Registers a listener as {@link #onError(Consumer) onError} does, which may also acknowledge the event whose handler has
     * failed. With such a listener, {@code quarkus.socketio.errors.answer} has no effect on the events of this client.
     *
     * <pre>{@code
     * socket.onError((failure, ack) -> ack.send(Map.of("error", "sorry")));
     * }</pre>
     *
     * @param listener receives the failure, and the acknowledgement to send
     * @return this socket
     */
    Socket onError(BiConsumer<Throwable, Ack> listener);

    /**
     * Removes a listener that {@link #onError(Consumer) onError} registered.
     *
     * @param listener the listener
     * @return this socket
     */
    Socket offError(Consumer<Throwable> listener);

    /**
     * Removes a listener that {@link #onError(BiConsumer) onError} registered.
     *
     * @param listener the listener
     * @return this socket
     */
    Socket offError(BiConsumer<Throwable, Ack> listener);

    /**
     * Registers a handler that is called once when the socket is disconnected, while {@link #rooms()} still returns the rooms
     * it was in.
     *
     * @param handler receives the reason
     * @return this socket
     */
    Socket onDisconnecting(Consumer<DisconnectReason> handler);

    /**
     * Registers a handler that is called once when the socket was disconnected, after it has left its rooms; at once if that
     * has happened already.
     *
     * @param handler receives the reason
     * @return this socket
     */
    Socket onDisconnect(Consumer<DisconnectReason> handler);

    /**
     * Removes a handler that {@link #onDisconnecting onDisconnecting} registered.
     *
     * @param handler the handler
     * @return this socket
     */
    Socket offDisconnecting(Consumer<DisconnectReason> handler);

    /**
     * Removes a handler that {@link #onDisconnect onDisconnect} registered.
     *
     * @param handler the handler
     * @return this socket
     */
    Socket offDisconnect(Consumer<DisconnectReason> handler);

    /**
     * Disconnects the socket. Does nothing after it was disconnected.
     * <p>
     * Protocol: Socket.IO v5, "Disconnection from a namespace".
     *
     * @param close {@code false} to disconnect it from the namespace: the client receives a DISCONNECT packet and does not
     *        connect again by itself; {@code true} to close the connection with all its namespaces
     */
    void disconnect(boolean close);

    /** Disconnects the socket from the namespace, as {@code disconnect(false)} does. */
    default void disconnect() {
        disconnect(false);
    }
}

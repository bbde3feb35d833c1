package io.quarkiverse.socketio;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;

import io.smallrye.mutiny.Uni;

/**
 * A namespace: a channel with its own sockets, rooms and handlers, several of which share the connection of a client. As a
 * {@link BroadcastOperator} it selects all its sockets.
 *
 * <pre>{@code
 * Namespace news = io.of("/news");
 * news.onConnection(socket -> socket.join("headlines"));
 * news.to("headlines").emit("headline", "It works");
 * }</pre>
 *
 * Middlewares cannot be removed.
 * <p>
 * Thread: any.
 * <p>
 * Protocol: Socket.IO v5, "Connection to a namespace".
 */
public interface Namespace extends BroadcastOperator {

    /** {@return the name, which begins with a slash} */
    String name();

    /** {@return the sockets of this worker; a copy} */
    Collection<Socket> sockets();

    /**
     * Returns the sockets of this worker that are in a room.
     *
     * @param room the name of the room
     * @return a copy
     */
    Collection<Socket> sockets(String room);

    /** {@return the names of the rooms of this worker, those that are ids of sockets included; a copy} */
    Set<String> rooms();

    /**
     * Registers a listener that is called when a room of this worker is created, joined, left or deleted from now on. Register
     * it when the application starts.
     *
     * @param listener the listener
     * @return this namespace
     */
    Namespace onRooms(RoomListener listener);

    /**
     * Removes a listener that {@link #onRooms onRooms} registered.
     *
     * @param listener the listener
     * @return this namespace
     */
    Namespace offRooms(RoomListener listener);

    /**
     * Registers a handler that is called with each socket that connects from now on. Its failure is passed to {@link OnError}
     * methods, or logged; the socket stays connected.
     * <p>
     * Thread: the handler is called on the event loop of the socket and must not block.
     *
     * @param handler receives the socket
     * @return this namespace
     */
    Namespace onConnection(Consumer<Socket> handler);

    /**
     * Registers a handler as {@link #onConnection onConnection} does, which may block. The events of the client wait until it
     * has returned.
     * <p>
     * Thread: the handler is called on a worker thread, without a CDI request context.
     *
     * @param handler receives the socket
     * @return this namespace
     */
    Namespace onConnectionBlocking(Consumer<Socket> handler);

    /**
     * Removes a handler that {@link #onConnection onConnection} or {@link #onConnectionBlocking onConnectionBlocking}
     * registered.
     *
     * @param handler the handler
     * @return this namespace
     */
    Namespace offConnection(Consumer<Socket> handler);

    /**
     * Adds a middleware, which is called for each client that wants to connect from now on. Middlewares are called in the order
     * in which they were added, before {@link #onConnection onConnection} handlers. The socket is not connected yet; data may
     * be stored in it, and it may join rooms. If the {@code Uni} fails, or the middleware throws an exception, the client is
     * refused and receives the message, and the data of a {@link ConnectErrorException}; the socket leaves its rooms again.
     *
     * <pre>{@code
     * io.of("/admin").use(socket -> users.isAdmin(socket.handshake().header("x-token"))
     *         ? Uni.createFrom().voidItem()
     *         : Uni.createFrom().failure(new ConnectErrorException("not authorized")));
     * }</pre>
     *
     * Thread: the middleware is called on the event loop of the socket and must not block; the {@code Uni} may complete on any
     * thread.
     * <p>
     * Protocol: Socket.IO v5, "Connection to a namespace"; CONNECT and CONNECT_ERROR packets.
     *
     * @param middleware returns a {@code Uni} that completes to admit the client
     * @return this namespace
     */
    Namespace use(Function<Socket, Uni<Void>> middleware);

    /**
     * Sends an event to the other servers of the cluster, not to this one. Their {@link #onServerSide onServerSide} handlers
     * are called.
     *
     * @param event the name of the event
     * @param args the arguments, as those of {@link BroadcastOperator#emit BroadcastOperator.emit}
     * @throws SocketIOException if an argument cannot be serialised, or the name of the event is reserved; nothing was sent
     *         then
     */
    void serverSideEmit(String event, Object... args);

    /**
     * Sends an event to the other servers at each subscription, and collects their acknowledgements: one for each server whose
     * {@link #onServerSide(String, BiConsumer) handler} sends one. A server that dies meanwhile, has no handler of that event
     * or whose handler fails is not waited for.
     *
     * <pre>{@code
     * io.onServerSide("load?", (args, ack) -> ack.send(currentLoad()));
     * io.serverSideEmitWithAck("load?").subscribe().with(
     *         answers -> answers.forEach(answer -> Log.info(answer.get(0, double.class))));
     * }</pre>
     *
     * The {@code Uni} fails with an {@link AckTimeoutException}, which holds the acknowledgements that were received, when a
     * server does not answer within five seconds; and with a {@link SocketIOException} if an argument cannot be serialised, or
     * the name of the event is reserved. Servers in Node send and understand only the first argument of an acknowledgement.
     * <p>
     * Thread: the {@code Uni} is completed on a thread that must not block.
     *
     * @param event the name of the event
     * @param args the arguments, as those of {@link BroadcastOperator#emit BroadcastOperator.emit}
     * @return the acknowledgements, one for each server that answered
     */
    Uni<List<Arguments>> serverSideEmitWithAck(String event, Object... args);

    /**
     * Sends an event to the other servers, as {@link #serverSideEmitWithAck(String, Object...) serverSideEmitWithAck} does,
     * with another time limit than five seconds.
     *
     * @param timeout the time, at least a millisecond
     * @param event the name of the event
     * @param args the arguments, as those of {@link BroadcastOperator#emit BroadcastOperator.emit}
     * @return the acknowledgements, one for each server that answered
     * @throws IllegalArgumentException if the time is less than a millisecond
     */
    Uni<List<Arguments>> serverSideEmitWithAck(Duration timeout, String event, Object... args);

    /**
     * Registers a handler of an event that another server sends, without acknowledging it. An exception that it throws is
     * logged.
     * <p>
     * Thread: the handler must not block.
     *
     * @param event the name of the event
     * @param handler receives the arguments
     * @return this namespace
     * @throws IllegalArgumentException if Socket.IO reserves the name, such as {@code "connection"}: no server can send the
     *         event; use {@link #onConnection onConnection} or {@link SocketIOServer#onNewNamespace}
     */
    Namespace onServerSide(String event, Consumer<Arguments> handler);

    /**
     * Registers a handler of an event that another server sends, which may acknowledge it, at once or later. An exception that
     * it throws is logged.
     * <p>
     * Thread: the handler must not block.
     *
     * @param event the name of the event
     * @param handler receives the arguments, and the acknowledgement to send
     * @return this namespace
     * @throws IllegalArgumentException if Socket.IO reserves the name, such as {@code "connection"}: no server can send the
     *         event; use {@link #onConnection onConnection} or {@link SocketIOServer#onNewNamespace}
     */
    Namespace onServerSide(String event, BiConsumer<Arguments, Ack> handler);

    /**
     * Removes a handler that {@link #onServerSide(String, Consumer) onServerSide} registered.
     *
     * @param event the name of the event
     * @param handler the handler
     * @return this namespace
     */
    Namespace offServerSide(String event, Consumer<Arguments> handler);

    /**
     * Removes a handler that {@link #onServerSide(String, BiConsumer) onServerSide} registered.
     *
     * @param event the name of the event
     * @param handler the handler
     * @return this namespace
     */
    Namespace offServerSide(String event, BiConsumer<Arguments, Ack> handler);

    /** {@return the number of servers (workers of all hosts) that have this namespace, this one included} */
    Uni<Integer> serverCount();
}

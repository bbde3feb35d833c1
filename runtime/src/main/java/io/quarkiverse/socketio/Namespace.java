package io.quarkiverse.socketio;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;

import io.smallrye.mutiny.Uni;

/**
 * A namespace: a channel of its own over a shared connection. As a {@link BroadcastOperator} it chooses all its sockets.
 * <p>
 * Thread: any.
 */
public interface Namespace extends BroadcastOperator {

    /** Its name, beginning with a slash. */
    String name();

    /** The sockets of this worker: a copy. */
    Collection<Socket> sockets();

    /** The sockets of this worker that are in a room: a copy. */
    Collection<Socket> sockets(String room);

    /** The rooms that sockets of this worker are in, those named by their ids among them: a copy. */
    Set<String> rooms();

    /**
     * Tells of rooms of this worker that are created, joined, left and deleted from now on. A listener cannot be removed;
     * register it when the application starts.
     */
    Namespace onRooms(RoomListener listener);

    /** Called with each socket that connects from now on, on its event loop: the handler must not block. */
    Namespace onConnection(Consumer<Socket> handler);

    /**
     * Adds a middleware: asked for each client that wants to connect from now on, in the order they were added, before
     * {@link #onConnection}. The socket is not connected yet; it may get data and join rooms. A {@code Uni} that fails, or an
     * exception, refuses the client, which is told the message, and the data of a {@link ConnectErrorException}; the rooms are
     * left again.
     *
     * <pre>{@code
     * io.of("/admin").use(socket -> users.isAdmin(socket.handshake().header("x-token"))
     *         ? Uni.createFrom().voidItem()
     *         : Uni.createFrom().failure(new ConnectErrorException("not authorized")));
     * }</pre>
     *
     * Called on the socket's event loop: must not block. Protocol: CONNECT and CONNECT_ERROR.
     */
    Namespace use(Function<Socket, Uni<Void>> middleware);

    /**
     * Sends an event to the other servers of the cluster, never to this one; there {@link #onServerSide} handles it.
     */
    void serverSideEmit(String event, Object... args);

    /**
     * Sends an event to the other servers at each subscription, and collects their answers: one for each server whose
     * {@link #onServerSide(String, BiConsumer) handler} gives one. A server that dies meanwhile, has no handler of that event
     * or whose handler fails is not waited for.
     *
     * <pre>{@code
     * io.onServerSide("load?", (args, ack) -> ack.send(currentLoad()));
     * io.serverSideEmitWithAck("load?").subscribe().with(answers -> answers.forEach(a -> log(a.get(0, double.class))));
     * }</pre>
     *
     * Completed on a thread that must not block. Fails with an {@link AckTimeoutException}, which has the answers that came,
     * when a server does not answer in 5 s. Servers in Node give and understand the first argument of an answer only.
     */
    Uni<List<Arguments>> serverSideEmitWithAck(String event, Object... args);

    /** Handles an event that another server sent, without an answer. The handler must not block. */
    Namespace onServerSide(String event, Consumer<Arguments> handler);

    /** Handles an event that another server sent, and may answer it, also later. The handler must not block. */
    Namespace onServerSide(String event, BiConsumer<Arguments, Ack> handler);

    /** How many servers (workers, of all hosts) have this namespace, this one included. */
    Uni<Integer> serverCount();
}

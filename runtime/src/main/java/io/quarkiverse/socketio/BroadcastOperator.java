package io.quarkiverse.socketio;

import java.time.Duration;
import java.util.List;

import io.smallrye.mutiny.Uni;

/**
 * A selection of the sockets of one namespace, and what can be done to them together. Without rooms, all sockets of the
 * namespace are selected. Rooms selected by several calls of {@link #to to} add up; {@link #except except} takes precedence
 * over them. A socket that is in several of the rooms is selected once.
 *
 * <pre>{@code
 * io.to("news").except("muted").emit("headline", "It works");
 * }</pre>
 *
 * Operators are immutable: the methods that select sockets or set options return a new operator, so one may be kept and used
 * again. In a cluster all methods act on the sockets of all workers unless {@link #local()} was called.
 * <p>
 * Thread: any.
 * <p>
 * Protocol: Socket.IO v5, "Sending and receiving data"; EVENT and BINARY_EVENT packets.
 */
public interface BroadcastOperator {

    /**
     * Adds rooms to the selection. The id of a socket is the name of a room that contains this socket only.
     *
     * @param rooms the names of the rooms
     * @return an operator with these rooms added
     */
    BroadcastOperator to(String... rooms);

    /**
     * Adds rooms to the selection, as {@link #to to} does.
     *
     * @param rooms the names of the rooms
     * @return an operator with these rooms added
     */
    default BroadcastOperator in(String... rooms) {
        return to(rooms);
    }

    /**
     * Excludes the sockets that are in any of these rooms.
     *
     * @param rooms the names of the rooms
     * @return an operator without the sockets in these rooms
     */
    BroadcastOperator except(String... rooms);

    /** {@return an operator that selects sockets of this worker only} */
    BroadcastOperator local();

    /**
     * Returns an operator whose events may be dropped for clients that cannot receive them now, such as a polling client
     * between two requests, or one with a slow network.
     *
     * @return an operator for volatile events
     */
    BroadcastOperator asVolatile();

    /**
     * Returns an operator whose events may be compressed or not, where the transport compresses at all. They may by default;
     * pass {@code false} for data that is compressed already, such as pictures.
     *
     * @param wanted whether events may be compressed
     * @return an operator with this option
     */
    BroadcastOperator compress(boolean wanted);

    /**
     * Sends an event to the selected sockets. The packet is encoded once for all recipients.
     *
     * @param event the name of the event
     * @param args the arguments: anything that Jackson can write, {@code null} too; {@code byte[]}, {@code ByteBuffer} and
     *        Vert.x' {@code Buffer}, at any depth, are sent as binary data. An {@link Arguments} alone is sent as the arguments
     *        that it has; a {@link Handshake} as the object that it is in Node, {@code auth} and header fields included
     * @throws SocketIOException if an argument cannot be serialised, or the name of the event is reserved; nothing was sent
     *         then
     */
    void emit(String event, Object... args);

    /**
     * Sends an event named {@code message}, as {@code send} of Socket.IO's clients does.
     *
     * @param args the arguments, as those of {@link #emit emit}
     * @throws SocketIOException if an argument cannot be serialised; nothing was sent then
     */
    default void send(Object... args) {
        emit("message", args);
    }

    /**
     * Sends an event named {@code message}, as {@link #send send} does.
     *
     * @param args the arguments, as those of {@link #emit emit}
     * @throws SocketIOException if an argument cannot be serialised; nothing was sent then
     */
    default void write(Object... args) {
        send(args);
    }

    /**
     * Returns an operator whose {@link #emitWithAck emitWithAck} and {@link #fetchSockets} wait for at most this time. The
     * default is five seconds.
     *
     * @param timeout the time, at least a millisecond
     * @return an operator with this time limit
     * @throws IllegalArgumentException if the time is less than a millisecond
     */
    BroadcastOperator timeout(Duration timeout);

    /**
     * Sends an event at each subscription, and collects the acknowledgements of the selected clients, of all workers. The
     * {@code Uni} completes when there is no client left that could still answer: a client that disconnects, or a worker that
     * dies, is not waited for, and the list is shorter then. {@link #asVolatile} has no effect.
     *
     * <pre>{@code
     * io.to("players").timeout(Duration.ofSeconds(2)).emitWithAck("ready?")
     *         .subscribe().with(answers -> start(answers.size()), failure -> Log.warn("not all are ready", failure));
     * }</pre>
     *
     * It fails with an {@link AckTimeoutException}, which holds the acknowledgements that were received, when a client or a
     * worker that is still there did not answer within the time set by {@link #timeout timeout}; and with a
     * {@link SocketIOException} if an argument cannot be serialised, or the name of the event is reserved.
     * <p>
     * Thread: the {@code Uni} is completed on a thread that must not block.
     * <p>
     * Protocol: Socket.IO v5, "Acknowledgement"; an EVENT packet with an acknowledgement id to each client.
     *
     * @param event the name of the event
     * @param args the arguments, as those of {@link #emit emit}
     * @return the acknowledgements, one for each client that answered, in the order of their arrival
     */
    Uni<List<Arguments>> emitWithAck(String event, Object... args);

    /**
     * Collects the selected sockets of all workers. A worker that dies meanwhile is not waited for. The {@code Uni} fails with
     * a {@link FetchTimeoutException}, which holds the sockets of all others, when a worker does not answer within the time set
     * by {@link #timeout timeout}.
     *
     * @return the sockets
     */
    Uni<List<RemoteSocket>> fetchSockets();

    /**
     * Makes the selected sockets join rooms. A socket that would be in more than
     * {@code quarkus.socketio.limits.rooms-per-socket} rooms joins none of them, which its worker logs.
     *
     * @param rooms the names of the rooms
     */
    void socketsJoin(String... rooms);

    /**
     * Makes the selected sockets leave rooms.
     *
     * @param rooms the names of the rooms
     */
    void socketsLeave(String... rooms);

    /**
     * Disconnects the selected sockets.
     *
     * @param close {@code false} to disconnect them from the namespace, {@code true} to close their connections with all
     *        namespaces; see {@link Socket#disconnect(boolean) Socket.disconnect(boolean)}
     */
    void disconnectSockets(boolean close);

    /** Disconnects the selected sockets from the namespace, as {@code disconnectSockets(false)} does. */
    default void disconnectSockets() {
        disconnectSockets(false);
    }
}

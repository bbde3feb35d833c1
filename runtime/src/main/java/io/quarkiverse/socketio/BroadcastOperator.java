package io.quarkiverse.socketio;

import java.time.Duration;
import java.util.List;

import io.smallrye.mutiny.Uni;

/**
 * Chooses the sockets that a broadcast goes to. Immutable: each method gives a new operator, so that one may be kept and used
 * again. Rooms chosen by {@link #to} add up; {@link #except} beats them; a socket that is in several of the rooms gets the
 * message once.
 *
 * <pre>{@code
 * io.to("news").except("muted").emit("headline", "It works");
 * }</pre>
 *
 * In a cluster all methods act on the sockets of all workers unless {@link #local()} was called.
 * <p>
 * Thread: any.
 */
public interface BroadcastOperator {

    /**
     * Adds rooms; without any, all sockets of the namespace are chosen. A socket's id is a room that holds only this socket.
     */
    BroadcastOperator to(String... rooms);

    /** The same as {@link #to}. */
    default BroadcastOperator in(String... rooms) {
        return to(rooms);
    }

    /** Leaves out the sockets that are in any of these rooms. */
    BroadcastOperator except(String... rooms);

    /** Only the sockets of this worker. */
    BroadcastOperator local();

    /** The message may be dropped for clients that cannot take it now (a polling client between two polls, a slow network). */
    BroadcastOperator asVolatile();

    /**
     * Whether the message may be compressed, where the transport does that at all ({@code true} by default). Switch it off for
     * what is compressed already, such as pictures.
     */
    BroadcastOperator compress(boolean wanted);

    /**
     * Sends an event. Arguments are anything that Jackson can write; {@code byte[]}, {@code ByteBuffer} and Vert.x'
     * {@code Buffer}, at any depth, go as binary. The packet is encoded once for all recipients.
     *
     * @throws SocketIOException if an argument cannot be serialised, or the event's name is reserved; nothing was sent then
     */
    void emit(String event, Object... args);

    /** Sends the event {@code message}, which clients' {@code send} gives too. */
    default void send(Object... args) {
        emit("message", args);
    }

    /** The same as {@link #send}. */
    default void write(Object... args) {
        send(args);
    }

    /**
     * How long {@link #emitWithAck} and {@link #fetchSockets} wait; 5 s where it is not called. At least a millisecond.
     */
    BroadcastOperator timeout(Duration timeout);

    /**
     * Sends an event at each subscription, and collects what the chosen clients, of all workers, answer: one list element for
     * each client that did, in the order of their coming. It completes when nobody is left who could answer: a client that
     * is disconnected meanwhile, or a worker that dies, is not waited for, and the list is shorter then. {@link #asVolatile}
     * has no effect on it.
     *
     * <pre>{@code
     * io.to("players").timeout(Duration.ofSeconds(2)).emitWithAck("ready?")
     *         .subscribe().with(answers -> start(answers.size()), failure -> log(failure));
     * }</pre>
     *
     * Completed on a thread that must not block. Fails with an {@link AckTimeoutException}, which has the answers that came,
     * when a client or a worker that is still there did not answer in the time set by {@link #timeout}; with a
     * {@link SocketIOException} if an argument cannot be serialised. Protocol: EVENT with an acknowledgement id, for each
     * client.
     */
    Uni<List<Arguments>> emitWithAck(String event, Object... args);

    /**
     * The chosen sockets, of all workers. Fails with a {@link FetchTimeoutException}, which has the sockets of the others, when
     * a worker does not answer in the time set by {@link #timeout}; one that dies meanwhile is not waited for.
     */
    Uni<List<RemoteSocket>> fetchSockets();

    /**
     * Makes the chosen sockets join rooms. One that would be in more than {@code quarkus.socketio.limits.rooms-per-socket}
     * stays as it is, and its worker logs that.
     */
    void socketsJoin(String... rooms);

    /** Makes the chosen sockets leave rooms. */
    void socketsLeave(String... rooms);

    /** Disconnects the chosen sockets from the namespace, or with {@code close} closes their connections. */
    void disconnectSockets(boolean close);

    /** From the namespace only: {@code disconnectSockets(false)}. */
    default void disconnectSockets() {
        disconnectSockets(false);
    }
}

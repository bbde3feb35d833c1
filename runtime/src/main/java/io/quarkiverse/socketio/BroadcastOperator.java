package io.quarkiverse.socketio;

import java.util.List;

import io.smallrye.mutiny.Uni;

/**
 * Chooses the sockets that a broadcast goes to. Immutable: each method gives a new operator, so that one may be kept and used
 * again.
 * Rooms chosen by {@link #to} add up; {@link #except} beats them; a socket that is in several of the rooms gets the message
 * once.
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
    BroadcastOperator in(String... rooms);

    /** Leaves out the sockets that are in any of these rooms. */
    BroadcastOperator except(String... rooms);

    /** Only the sockets of this worker. */
    BroadcastOperator local();

    /** The message may be dropped for clients that cannot take it now (a polling client between two polls, a slow network). */
    BroadcastOperator asVolatile();

    /**
     * Sends an event. Arguments are anything that Jackson can write; {@code byte[]}, {@code ByteBuffer} and Vert.x'
     * {@code Buffer},
     * at any depth, go as binary. The packet is encoded once for all recipients.
     *
     * @throws SocketIOException if an argument cannot be serialised, or the event's name is reserved; nothing was sent then
     */
    void emit(String event, Object... args);

    /**
     * The chosen sockets, of all workers. A worker that does not answer in 5 s is left out.
     */
    Uni<List<RemoteSocket>> fetchSockets();

    /** Makes the chosen sockets join rooms. */
    void socketsJoin(String... rooms);

    /** Makes the chosen sockets leave rooms. */
    void socketsLeave(String... rooms);

    /** Disconnects the chosen sockets from the namespace, or with {@code close} closes their connections. */
    void disconnectSockets(boolean close);
}

package io.quarkiverse.socketio;

import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

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

    /** Whether the socket is connected; {@code false} for ever after it was disconnected. */
    boolean connected();

    /** The rooms it is in, its own id among them: a copy. */
    Set<String> rooms();

    /** A place for the application's own values. What other workers shall see by {@code fetchSockets} must be JSON-like. */
    Map<String, Object> data();

    /** Joins rooms, at once. Does nothing after the socket was disconnected. */
    void join(String... rooms);

    void leave(String room);

    /** All sockets of the namespace but this one. */
    BroadcastOperator broadcast();

    /** The sockets in these rooms but this one. */
    BroadcastOperator to(String... rooms);

    /** The same as {@link #to}. */
    BroadcastOperator in(String... rooms);

    /** All sockets but this one and those in these rooms. */
    BroadcastOperator except(String... rooms);

    /** All sockets of this worker but this one. */
    BroadcastOperator local();

    /** Handles an event of this client, on its event loop: the handler must not block. */
    Socket on(String event, BiConsumer<Arguments, Ack> handler);

    /** Called once, after the rooms were left. Called at once if that was already. */
    Socket onDisconnect(Consumer<DisconnectReason> handler);

    /**
     * Disconnects from the namespace ({@code false}: the client gets a DISCONNECT packet and does not come back by itself) or
     * closes the
     * connection with all its namespaces ({@code true}).
     */
    void disconnect(boolean close);
}

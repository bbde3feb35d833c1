package io.quarkiverse.socketio;

import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.core.type.TypeReference;

/**
 * A socket of this or another worker, which {@link BroadcastOperator#fetchSockets()} has found. Its state is a copy. Its
 * methods act on the socket, whichever worker it is connected to, and do nothing if it is not connected any more.
 *
 * <pre>{@code
 * io.in("support").fetchSockets().subscribe().with(sockets -> sockets.get(0).emit("your-turn"));
 * }</pre>
 *
 * {@link #emitWithAck emitWithAck} waits for five seconds unless {@link #timeout timeout} is called, and fails with an
 * {@link AckTimeoutException} then. It fails at once with a {@link SocketIOException} if the socket is not connected any more.
 * <p>
 * Thread: any; immutable.
 */
public interface RemoteSocket extends Emitter {

    /** {@return the id of the socket} */
    String id();

    /** {@return the rooms the socket was in, its own id included} */
    Set<String> rooms();

    /**
     * Returns a copy of {@link Socket#data()}.
     *
     * @return plain values, lists and maps; empty if a value cannot be serialised, which the worker of the socket logs
     */
    Map<String, Object> data();

    /**
     * Returns a value of {@link #data() data()} as the type as which the application has stored it.
     *
     * <pre>{@code
     * io.in("support").fetchSockets().subscribe().with(sockets -> {
     *     User first = sockets.get(0).data("user", User.class);
     *     Log.info(first.name());
     * });
     * }</pre>
     *
     * @param <T> the type
     * @param key the key
     * @param type the type of the stored value, which Jackson can write and read
     * @return a copy; if there is none: {@code null}, or zero where the type is primitive
     * @throws SocketIOException if the value cannot be read as the type; the message names key and types
     */
    <T> @Nullable T data(String key, Class<T> type);

    /**
     * Returns a value of {@link #data() data()} as a generic type, otherwise as {@link #data(String, Class) data} does.
     *
     * @param <T> the type
     * @param key the key
     * @param type the type of the stored value, such as {@code new TypeReference<List<Line>>() {}}
     * @return a copy, or {@code null} if there is none
     * @throws SocketIOException if the value cannot be read as the type; the message names key and types
     */
    <T> @Nullable T data(String key, TypeReference<T> type);

    /** {@return a copy of {@link Socket#handshake()}, without its {@link Handshake#principal() user}} */
    Handshake handshake();

    /**
     * Makes the socket join rooms. If it would be in more than {@code quarkus.socketio.limits.rooms-per-socket} rooms, it joins
     * none of them, which its worker logs.
     *
     * @param rooms the names of the rooms
     */
    void join(String... rooms);

    /**
     * Makes the socket leave rooms.
     *
     * @param rooms the names of the rooms
     */
    void leave(String... rooms);

    /**
     * Disconnects the socket, as {@link Socket#disconnect(boolean) Socket.disconnect(boolean)} does.
     *
     * @param close {@code false} to disconnect it from the namespace, {@code true} to close its connection
     */
    void disconnect(boolean close);

    /** Disconnects the socket from the namespace, as {@code disconnect(false)} does. */
    default void disconnect() {
        disconnect(false);
    }
}

package io.quarkiverse.socketio;

import java.util.Map;
import java.util.Set;

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

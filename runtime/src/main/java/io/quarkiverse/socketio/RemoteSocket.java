package io.quarkiverse.socketio;

import java.util.Map;
import java.util.Set;

/**
 * A socket of this or another worker, as {@link BroadcastOperator#fetchSockets()} found it: its state is a copy, its methods
 * act on the socket wherever it lives, and do nothing where it lives no more.
 *
 * <pre>{@code
 * io.in("support").fetchSockets().subscribe().with(sockets -> sockets.get(0).emit("your-turn"));
 * }</pre>
 *
 * {@link #emitWithAck} waits 5 s where {@link #timeout} is not called, fails with an {@link AckTimeoutException} then, and at
 * once with a {@link SocketIOException} if the socket is not connected any more.
 * <p>
 * Thread: any.
 */
public interface RemoteSocket extends Emitter {
    String id();

    /** The rooms it was in, its own id among them. */
    Set<String> rooms();

    /**
     * A copy of {@link Socket#data()}: plain values, lists and maps. Empty if something in it cannot be serialised, which the
     * worker of that socket logs.
     */
    Map<String, Object> data();

    /** A copy of {@link Socket#handshake()}. */
    Handshake handshake();

    /** As {@link BroadcastOperator#socketsJoin}: where it would be in too many rooms it stays as it is. */
    void join(String... rooms);

    void leave(String... rooms);

    /** As {@link Socket#disconnect(boolean)}. */
    void disconnect(boolean close);

    /** From the namespace only: {@code disconnect(false)}. */
    default void disconnect() {
        disconnect(false);
    }
}

package io.quarkiverse.socketio;

import java.util.Map;
import java.util.Set;

/**
 * A socket of this or another worker, as {@link BroadcastOperator#fetchSockets()} found it: its state is a copy, its methods
 * act on
 * the socket wherever it lives.
 * <p>
 * Thread: any.
 */
public interface RemoteSocket {
    String id();

    /** The rooms it was in, its own id among them. */
    Set<String> rooms();

    /** A copy of {@link Socket#data()}: plain values, lists and maps. */
    Map<String, Object> data();

    void emit(String event, Object... args);

    void join(String... rooms);

    void leave(String... rooms);

    void disconnect(boolean close);
}

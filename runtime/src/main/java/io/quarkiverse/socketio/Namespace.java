package io.quarkiverse.socketio;

import java.util.Collection;
import java.util.function.Consumer;

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

    /** Called with each socket that connects from now on, on its event loop: the handler must not block. */
    Namespace onConnection(Consumer<Socket> handler);

    /**
     * Sends an event to the other servers of the cluster, never to this one; there {@link #onServerSide} handles it.
     */
    void serverSideEmit(String event, Object... args);

    /** Handles an event that another server sent. The handler must not block. */
    Namespace onServerSide(String event, Consumer<Arguments> handler);
}

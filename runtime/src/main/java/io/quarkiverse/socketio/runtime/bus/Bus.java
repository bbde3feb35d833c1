package io.quarkiverse.socketio.runtime.bus;

import java.util.Set;

/**
 * PORT: carries messages to other servers, never to this one. Messages of one sender arrive in order, each at most once; and
 * what a server had got when it sent something to another one, that one gets first, or never.
 * <p>
 * Thread: {@link #publish} and {@link #send} from any thread, and they do not block; the listener is called on a thread that
 * must not
 * block.
 */
public interface Bus {

    /** The name of this server, unique among those that live. */
    String self();

    /** To all other servers. */
    void publish(ClusterMessage message);

    /** To one other server; dropped if it is gone. */
    void send(String server, ClusterMessage message);

    /** Sets the one listener and begins to receive. It is told the present peers at once. */
    void listen(Listener listener);

    /** Whether what is published now can reach the others. */
    boolean isConnected();

    /** Stops receiving; what is published from then on goes nowhere. */
    void close();

    /** Hears of the others. */
    interface Listener {
        void onMessage(String from, ClusterMessage message);

        /** The other servers that live, each time that changes. */
        void onPeers(Set<String> others);
    }
}

package io.quarkiverse.socketio.runtime.bus;

import java.util.Set;

/**
 * PORT: carries data between servers that is not that of adapters, such as who is present. The guarantees are those of a
 * {@link Bus}, but for the order of a server's messages to all and to one. A channel between hosts may also carry messages
 * that arrive over the bus of the host.
 * <p>
 * Thread: any, and no method blocks. The listener is called on threads that must not block, perhaps by two at a time.
 */
public interface DataChannel {

    /** Sets the one listener, and starts to receive. */
    void listen(Listener listener);

    /** Sends data to all other servers. */
    void publish(byte[] data);

    /** Sends data to one other server, by the name that the listener was given. */
    void send(String server, byte[] data);

    /** Stops receiving. */
    void close();

    /** PORT: connects this server to those of other hosts. Thread: any. */
    @FunctionalInterface
    interface Factory {
        /** @param name of this server on the channel: letters and digits */
        DataChannel create(String name);
    }

    /** Receives the data of other servers. */
    interface Listener {

        /** @param from the name of the sender on this channel */
        void onData(String from, byte[] data);

        /** The names of the other servers that are running, each time that changes; where the channel knows. */
        default void onPeers(Set<String> others) {
            // not known
        }

        /** The channel is connected, for the first time or again; what was sent before may be lost. */
        default void onConnected() {
            // always connected
        }
    }
}

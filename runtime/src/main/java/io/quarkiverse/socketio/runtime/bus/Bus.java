package io.quarkiverse.socketio.runtime.bus;

import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * PORT: carries messages to other servers, never to this one. Its guarantees are those that a broker can give, and no more:
 * <ul>
 * <li>The {@linkplain ClusterMessage.Ordered ordered commands} of one server are received by another one in the order in which
 * they were sent, sequenced or not, and so are its other messages; these may overtake commands, or be overtaken. Messages of
 * different servers are received in any order: also after what a server sent when it had received them.
 * <li>Each message is received at most once. A lost message is not sent again.
 * <li>The names of servers are opaque: they can be compared for equality only. A server that is started again has another name.
 * <li>The list of peers may be late, and differ between servers: messages are received from servers that are not listed yet, or
 * no longer, and a message to a listed server that is gone is dropped.
 * </ul>
 * Thread: {@link #publish}, {@link #send} and {@link #sequence} from any thread, and they do not block; what several threads
 * send at a time has some order. The listener is called on a thread that must not block, and never by two at a time.
 */
public interface Bus {

    /** Returns the name of this server, unique among those that are running. */
    String self();

    /** Sends a message to all other servers. */
    void publish(ClusterMessage message);

    /** Sends a message to one other server; dropped if that is gone. */
    void send(String server, ClusterMessage message);

    /**
     * Sends a message to all other servers in one order, which the messages that any server sends in this way have on all
     * servers; on each server they also keep the order of their sender among its other messages.
     *
     * @param placement called later, between the calls of the listener; not if this returns false
     * @return whether the message was given to the sequencer; if not, no server receives it, and there is no place
     */
    boolean sequence(ClusterMessage message, Placement placement);

    /**
     * Receives the place of a sequenced message at its sender. One of the methods is called, on the thread that calls the
     * listener, and in the order of the calls of {@link Bus#sequence}.
     */
    interface Placement {
        void onPlaced(long place);

        /**
         * The message gets no place: the sequencer has failed meanwhile. Other servers do not receive it, or receive it much
         * later.
         */
        void onUnplaced();
    }

    /** Sets the one listener and starts to receive. It is called with the present peers soon, also if there are none. */
    void listen(Listener listener);

    /**
     * Starts to receive the messages of a namespace; those of namespaces that are not open may be dropped.
     *
     * @param rooms those of the sockets of this server
     */
    default void open(String namespace, Rooms rooms) {
        // all are received
    }

    /** Stops receiving the messages of a namespace. */
    default void close(String namespace) {
        // all are received
    }

    /**
     * Returns how many servers handle the requests of this one in a namespace besides its peers; fails if that cannot be found
     * out now.
     */
    default CompletionStage<Integer> countUnlisted(String namespace) {
        return CompletableFuture.completedFuture(0);
    }

    /** Returns the bytes above which a list for a server is divided into several messages. */
    default int partBytes(String server) {
        return 1 << 20;
    }

    /**
     * Whether this bus keeps sequenced messages, so that a server that starts receives earlier ones, too; else it copies them
     * from another server.
     */
    default boolean keepsMessages() {
        return false;
    }

    /**
     * Completes when the messages of other servers are received, for the first time; after some seconds if there is no
     * connection.
     */
    default CompletionStage<Void> started() {
        return CompletableFuture.completedFuture(null);
    }

    /** Returns the name of a server for the application and its log, where that of this bus is another one. */
    default String label(String server) {
        return server;
    }

    /**
     * Describes the connection, for health checks.
     *
     * @param peers the number of present peers
     */
    default String describe(int peers) {
        return !isConnected() ? "bus not connected"
                : "bus connected, " + peers + (peers == 1 ? " other worker" : " other workers");
    }

    /** Whether messages that are published now can reach other servers. */
    boolean isConnected();

    /** Stops receiving; messages that are published from now on are dropped. */
    void close();

    /** The rooms of the sockets of this server in a namespace. Thread: any. */
    interface Rooms {
        /** Whether a socket is in that room. */
        boolean isOccupied(String room);

        /**
         * Calls a listener with a room after its first socket joined or the last one left, perhaps in another order: so
         * {@link #isOccupied} is to be asked.
         */
        void onChange(Consumer<String> listener);
    }

    /** Receives the messages of other servers. */
    interface Listener {
        void onMessage(String from, ClusterMessage message);

        /** The next message, or some of its fields, cannot be read by this build: a later build wrote it. */
        default void onSkipped(String from) {
            // ignored by default
        }

        /** A message of this server is dropped: there is no connection, or too much waits. */
        default void onDropped() {
            // ignored by default
        }

        /** The other servers that are running, each time that changes. */
        void onPeers(Set<String> others);

        /**
         * The order of sequenced messages begins: called before the first of them, and again if another order takes its place.
         *
         * @param epoch names the order: places of different orders cannot be compared
         * @param place the last one before: all messages after it are received, unless they are lost
         */
        default void onStart(String epoch, long place) {
            // ignored by default
        }

        /**
         * A message that another server sent with {@link Bus#sequence}. Places only grow, those of this server's own messages
         * among them; they are consecutive if the sequencer counts, so that a gap shows a loss.
         */
        default void onSequenced(long place, String from, ClusterMessage message) {
            onMessage(from, message);
        }

        /** The connection to other servers was lost, and what they sent last perhaps with it. */
        default void onInterrupted() {
            // ignored by default
        }

        /**
         * The place of a message that this server has served already, without a place: as one of its own, after
         * {@link Placement#onUnplaced}, or as one that it received in another way. It is only kept.
         */
        default void onPlacedLate(long place, ClusterMessage message) {
            // ignored by default
        }
    }
}

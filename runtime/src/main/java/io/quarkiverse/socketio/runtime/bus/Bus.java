package io.quarkiverse.socketio.runtime.bus;

import java.util.Set;

/**
 * PORT: carries messages to other servers, never to this one. It promises what a broker can hold, and no more:
 * <ul>
 * <li>The messages of one server come to another one in the order in which they were sent, whether to all or to that one, and
 * sequenced or not. Those of different servers come in any order: also behind what some server sent after it had got them.
 * <li>Each message comes at most once. One that is lost is not sent again.
 * <li>The names of servers are opaque: they are equal or not, and say nothing else. A server that is started again has another
 * one.
 * <li>The listing of peers may be late, and differ between servers: messages come from servers that are not listed yet, or no
 * longer, and what is sent to a listed one that is gone is dropped.
 * </ul>
 * Thread: {@link #publish}, {@link #send} and {@link #sequence} from any thread, and they do not block; what several threads
 * send at a time has some order. The listener is called on a thread that must not block, and never by two at a time.
 */
public interface Bus {

    /** The name of this server, unique among those that live. */
    String self();

    /** To all other servers. */
    void publish(ClusterMessage message);

    /** To one other server; dropped if that is gone. */
    void send(String server, ClusterMessage message);

    /**
     * To all other servers, in the one order that the messages of all servers have which are sent in this way. Each server gets
     * these in that order, and in the order of their sender among its other messages. The sender is told the place with
     * {@link Listener#onPlaced}, never from within this call.
     *
     * @return whether the message is on its way to its place; if not, nobody gets it, and no place is told
     */
    boolean sequence(ClusterMessage message);

    /** Sets the one listener and begins to receive. It is told the present peers soon, also if there are none. */
    void listen(Listener listener);

    /** Whether what is published now can reach the others. */
    boolean isConnected();

    /** Stops receiving; what is published from then on goes nowhere. */
    void close();

    /** Hears of the others. */
    interface Listener {
        void onMessage(String from, ClusterMessage message);

        /** The message that comes next, or some of its fields, cannot be read here, as a later build wrote it. */
        default void onSkipped(String from) {
            // for who does not count them
        }

        /** The other servers that live, each time that changes. */
        void onPeers(Set<String> others);

        /**
         * The order of sequenced messages, before the first of them, and again if another order takes its place.
         *
         * @param epoch names the order: places of different ones cannot be compared
         * @param place the last one given before: all messages behind it come, unless they are lost
         */
        default void onStart(String epoch, long place) {
            // for who does not care about the order
        }

        /**
         * A message that another server sent with {@link Bus#sequence}. Places only grow, those of this server's own messages
         * among them; they are consecutive where the sequencer counts, so that a gap shows a loss.
         */
        default void onSequenced(long place, String from, ClusterMessage message) {
            onMessage(from, message);
        }

        /** The place of a message of this server, in the order of its calls of {@link Bus#sequence}. */
        default void onPlaced(long place) {
            // for who does not care about the order
        }
    }
}

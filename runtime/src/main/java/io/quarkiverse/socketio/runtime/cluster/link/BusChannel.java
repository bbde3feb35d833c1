package io.quarkiverse.socketio.runtime.cluster.link;

import java.util.Set;

/**
 * What a worker's link to the primary offers to the bus: frames to other workers, and who they are. The primary relays a frame
 * by its header only; what the body means is the bus' own business.
 * <p>
 * A frame is either plain, or sequenced: then the primary gives it a <em>place</em> in one order of the whole cluster. All
 * workers get sequenced frames in the order of their places, which are consecutive: 1, 2, 3.
 * <p>
 * Thread: {@link #send} and {@link #sequence} from any thread; the listener is called on the link's event loop and must not
 * block.
 */
public interface BusChannel {
    /** As the receiver of {@link #send}: every other worker that is ready. */
    int ALL = -1;

    /** This worker's incarnation, unique among the workers that live. */
    int self();

    /**
     * Sends to one worker, named by its incarnation, or to {@link #ALL} others. Frames of one sender arrive in order. A frame
     * to a worker that is gone is dropped: {@link Listener#onMembers} tells of it.
     */
    void send(int to, byte[] body);

    /**
     * Sends a frame that gets a place to all other workers that are connected, also to those that are not ready yet. This
     * worker is told the place with {@link Listener#onPlaced}. At a receiver, the plain and the sequenced frames of one sender
     * keep the order in which one thread sent them; with several threads, they are in the order of the calls, so who matches
     * places with its calls makes them under one lock.
     *
     * @return whether it was sent. It is not before the primary has told {@link Listener#onStart}, which an older one never
     *         does, nor while it has not read what was sent before; then no place is told either
     * @throws IllegalArgumentException if the body is too long for a frame
     */
    boolean sequence(byte[] body);

    /** Whether there is a way to the primary. Thread: any. */
    boolean isConnected();

    /**
     * Sets the one listener; frames that came before it are kept for it, of the sequenced ones as many as fit into some
     * megabytes. It is told the present members and the start of the order at once.
     */
    void listen(Listener listener);

    /** The methods on places do nothing for a listener that wants plain frames only. */
    interface Listener {
        void onFrame(int from, byte[] body);

        /** The incarnations of all <em>other</em> workers that are ready, each time that changes. */
        void onMembers(Set<Integer> others);

        /**
         * Before the first place: every place after this one will be told, either by {@link #onSequenced} or by
         * {@link #onPlaced}.
         *
         * @param epoch names the order: a short random text of the characters {@code [A-Za-z0-9_-]}, another one for each
         *        primary
         * @param place the last one before; 0 if none was given yet
         */
        default void onStart(String epoch, long place) {
        }

        /** A frame that another worker has sent with {@link BusChannel#sequence}. */
        default void onSequenced(long place, int from, byte[] body) {
        }

        /** The place of an own frame, in the order of the calls of {@link BusChannel#sequence} that returned true. */
        default void onPlaced(long place) {
        }
    }
}

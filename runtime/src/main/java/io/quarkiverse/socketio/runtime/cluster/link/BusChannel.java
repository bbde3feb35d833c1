package io.quarkiverse.socketio.runtime.cluster.link;

import java.util.Set;

/**
 * The part of a worker's link to the primary that the bus uses: sends frames to other workers, and lists them. The primary
 * relays a frame by its header only and does not read its body.
 * <p>
 * A frame is either plain, or sequenced: then the primary gives it a <em>place</em> in one order of the whole cluster. All
 * workers get sequenced frames in the order of their places, which are consecutive: 1, 2, 3.
 * <p>
 * Thread: {@link #send} and {@link #sequence} from any thread; the listener is called on the link's event loop and must not
 * block.
 */
public interface BusChannel {
    /** The receiver in {@link #send} that stands for every other worker that is ready. */
    int ALL = -1;

    /** Returns this worker's incarnation, unique among the workers that live. */
    int self();

    /**
     * Sends a frame to one worker, named by its incarnation, or to {@link #ALL} others. Frames of one sender arrive in order. A
     * frame to a worker that is gone is dropped, see {@link Listener#onMembers}.
     */
    void send(int to, byte[] body);

    /**
     * Sends a frame that gets a place to all other workers that are connected, also to those that are not ready yet. This
     * worker gets the place with {@link Listener#onPlaced}. At a receiver, the plain and the sequenced frames of one sender
     * keep the order in which one thread sent them. With several threads, they are in the order of the calls: a caller that
     * matches places with calls makes these under one lock.
     *
     * @return whether it was sent. It is not before {@link Listener#onStart}, which an older primary never sends, nor while the
     *        primary has not read what was sent before; then there is no place either
     * @throws IllegalArgumentException if the body is too long for a frame
     */
    boolean sequence(byte[] body);

    /** Returns whether the link to the primary is open. Thread: any. */
    boolean isConnected();

    /**
     * Sets the one listener. Frames that came before are kept for it, of the sequenced ones as many as fit into some megabytes.
     * It is called with the present members and the start of the order at once.
     */
    void listen(Listener listener);

    /** Receives frames. By default, the methods for sequenced frames do nothing. */
    interface Listener {
        void onFrame(int from, byte[] body);

        /** Called with the incarnations of all <em>other</em> workers that are ready, each time that changes. */
        void onMembers(Set<Integer> others);

        /**
         * Called before the first place: each place after this one follows, either with {@link #onSequenced} or with
         * {@link #onPlaced}.
         *
         * @param epoch names the order: a short random text of the characters {@code [A-Za-z0-9_-]}, another one for each
         *        primary
         * @param place the last one before; 0 if none was given yet
         */
        default void onStart(String epoch, long place) {
        }

        /** Called with a frame that another worker has sent with {@link BusChannel#sequence}. */
        default void onSequenced(long place, int from, byte[] body) {
        }

        /**
         * Called with the place of a frame of this worker, in the order of the calls of {@link BusChannel#sequence} that
         * returned true.
         */
        default void onPlaced(long place) {
        }
    }
}

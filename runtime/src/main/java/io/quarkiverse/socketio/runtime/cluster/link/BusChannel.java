package io.quarkiverse.socketio.runtime.cluster.link;

import java.util.Set;

/**
 * What a worker's link to the primary offers to the bus: frames to other workers, and who they are. The primary relays a frame
 * by its header only; what the body means is the bus' own business.
 * <p>
 * Thread: {@link #send} from any thread; the listener is called on the link's event loop and must not block.
 */
public interface BusChannel {
    /** As the receiver of {@link #send}: every other worker that is ready. */
    int ALL = -1;

    /** This worker's incarnation, unique among the workers that live. */
    int self();

    /**
     * Sends to one worker, named by its incarnation, or to {@link #ALL} others. Frames of one sender arrive in order. A frame
     * to a
     * worker that is gone is dropped: {@link Listener#onMembers} tells of it.
     */
    void send(int to, byte[] body);

    /** Whether there is a way to the primary. Thread: any. */
    boolean isConnected();

    /** Sets the one listener; frames that came before it are kept for it. It is told the present members at once. */
    void listen(Listener listener);

    interface Listener {
        void onFrame(int from, byte[] body);

        /** The incarnations of all <em>other</em> workers that are ready, each time that changes. */
        void onMembers(Set<Integer> others);
    }
}

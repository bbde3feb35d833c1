package io.quarkiverse.socketio.runtime.bus;

import java.util.BitSet;

/**
 * Which of the numbered messages of a sender were received, so that each is handled once although it may come over two buses.
 * The last {@value #WINDOW} numbers are known; older ones count as received.
 * <p>
 * Thread: guarded by its owner.
 */
final class ReceivedIndexes {
    static final int WINDOW = 1 << 14;

    /** By the index modulo {@link #WINDOW}. */
    private final BitSet received = new BitSet();
    private long greatest;

    boolean contains(long index) {
        return index <= greatest - WINDOW || index <= greatest && received.get((int) (index % WINDOW));
    }

    /** Adds a number; returns false if it was received before. */
    boolean add(long index) {
        if (index <= greatest - WINDOW) {
            return false;
        }
        if (index - greatest >= WINDOW) {
            received.clear();
        } else {
            for (long skipped = greatest + 1; skipped <= index; skipped++) {
                received.clear((int) (skipped % WINDOW));
            }
        }
        greatest = Math.max(greatest, index);
        int bit = (int) (index % WINDOW);
        boolean first = !received.get(bit);
        received.set(bit);
        return first;
    }
}

package io.quarkiverse.socketio.runtime.cluster.supervision;

import java.util.function.IntPredicate;

/**
 * Allocates incarnations, the numbers of the processes of the cluster. A number is used again only after all others, so that
 * the session id of a worker that is gone does not name a living one.
 * <p>
 * Thread: the primary's event loop.
 */
final class Incarnations {
    static final int MAX = 4095;

    private final IntPredicate isAlive;
    private int last;
    /** The seat of the last process of each number; 0 if there was none. */
    private final int[] seats = new int[MAX + 1];

    /** @param isAlive whether a process of that number is alive */
    Incarnations(IntPredicate isAlive) {
        this.isAlive = isAlive;
    }

    int allocate(int seat) {
        do {
            last = last % MAX + 1;
        } while (isAlive.test(last));
        seats[last] = seat;
        return last;
    }

    /** Describes which worker an incarnation is or was; for any number. */
    String describe(int incarnation) {
        int seat = incarnation > 0 && incarnation <= MAX ? seats[incarnation] : 0;
        if (seat == 0) {
            return "no worker of this cluster";
        }
        return "worker w" + seat + " of this cluster" + (isAlive.test(incarnation) ? "" : ", which is gone");
    }
}

package io.quarkiverse.socketio.runtime.cluster.worker;

import java.util.function.IntSupplier;

/**
 * How a worker empties itself while the cluster goes on: clients are sent away in batches, requests are finished, and
 * connections that stay idle get a last chance to be closed by the client. Pure: the time is a parameter.
 * <p>
 * Thread: the link's event loop.
 */
final class Drainer {
    /** How long a connection without a request may stay once all else is done. */
    static final long IDLE_MILLIS = 2000;
    /** What is left of the time, so that the end itself is in time. */
    static final long RESERVE_MILLIS = 2000;

    private final Duties duties;
    private final IntSupplier openConnections;
    private final long end;
    private long nextBatch;
    private long idleSince = -1;

    /** @param openConnections those that were adopted and are open */
    Drainer(Duties duties, IntSupplier openConnections, long now, long withinMillis) {
        this.duties = duties;
        this.openConnections = openConnections;
        this.end = now + Math.max(withinMillis / 2, withinMillis - RESERVE_MILLIS);
        this.nextBatch = now;
        duties.beginToLeave();
    }

    /** Goes on; to be called again soon until it returns true: nothing is left to wait for, or the time is over. */
    boolean step(long now) {
        if (now >= end) {
            return true;
        }
        if (now >= nextBatch && duties.sessions() > 0) {
            duties.shed(duties.drainPace().batch());
            nextBatch = now + duties.drainPace().intervalMillis();
        }
        if (duties.sessions() > 0 || duties.requestsInFlight() > 0) {
            idleSince = -1;
            return false;
        }
        if (idleSince < 0) {
            idleSince = now;
        }
        return openConnections.getAsInt() == 0 || now - idleSince >= IDLE_MILLIS;
    }
}

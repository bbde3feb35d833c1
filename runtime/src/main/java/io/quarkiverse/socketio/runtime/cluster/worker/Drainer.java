package io.quarkiverse.socketio.runtime.cluster.worker;

import java.util.function.IntSupplier;

/**
 * Drains a worker that leaves while the cluster goes on: disconnects its clients in batches, and waits for requests, and for
 * clients to close idle connections. Pure: the time is a parameter.
 * <p>
 * Thread: the link's event loop.
 */
final class Drainer {
    /** How long a connection without a request may stay once all else is done. */
    static final long IDLE_MILLIS = 2000;
    /** How long before the time limit draining ends, so that the worker exits in time. */
    static final long RESERVE_MILLIS = 2000;

    private final WorkerHooks hooks;
    private final IntSupplier openConnections;
    private final long end;
    private long nextBatch;
    private long idleSince = -1;

    /** @param openConnections returns the number of adopted connections that are open */
    Drainer(WorkerHooks hooks, IntSupplier openConnections, long now, long withinMillis) {
        this.hooks = hooks;
        this.openConnections = openConnections;
        this.end = now + Math.max(withinMillis / 2, withinMillis - RESERVE_MILLIS);
        this.nextBatch = now;
        hooks.startDraining();
    }

    /** Continues to drain. To be called again soon until it returns true: nothing is left to wait for, or the time is over. */
    boolean step(long now) {
        if (now >= end) {
            return true;
        }
        if (now >= nextBatch && hooks.sessions() > 0) {
            hooks.shed(hooks.drainPace().batch());
            nextBatch = now + hooks.drainPace().intervalMillis();
        }
        if (hooks.sessions() > 0 || hooks.requestsInFlight() > 0) {
            idleSince = -1;
            return false;
        }
        if (idleSince < 0) {
            idleSince = now;
        }
        return openConnections.getAsInt() == 0 || now - idleSince >= IDLE_MILLIS;
    }
}

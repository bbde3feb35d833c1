package io.quarkiverse.socketio.runtime.cluster.supervision;

import java.util.OptionalInt;

/**
 * An event that is passed to {@link WorkerTable}: something that happened to a worker, or was requested. A worker is named by
 * its incarnation; an event of one that is gone changes nothing.
 */
public sealed interface TableEvent {

    /** An event of one worker. */
    sealed interface OfWorker extends TableEvent {
        int incarnation();
    }

    record Start() implements TableEvent {
    }

    record Launched(int incarnation, long pid) implements OfWorker {
    }

    record Ready(int incarnation) implements OfWorker {
    }

    /**
     * The readiness checks of a worker were run.
     *
     * @param detail names those that are down
     */
    record Checked(int incarnation, boolean up, String detail) implements OfWorker {
    }

    /** The worker has reported its load, also as a heartbeat. */
    record Load(int incarnation, WorkerLoad usage) implements OfWorker {
    }

    /** A connection was sent to the worker. */
    record HandedOver(int incarnation) implements OfWorker {
    }

    /** A leaving worker has no clients any more. */
    record Drained(int incarnation) implements OfWorker {
    }

    /** The worker is not the leader any more, as it was asked to stop. */
    record LeadershipEnded(int incarnation) implements OfWorker {
    }

    /** The worker's link is closed, or the connection over which it gets connections; its process should exit by itself. */
    record LinkLost(int incarnation) implements OfWorker {
    }

    /** The worker violated the protocol of the link, or does not read from it. */
    record Misbehaved(int incarnation, String how) implements OfWorker {
    }

    /**
     * The process has exited, or could not be launched.
     *
     * @param lastLines of its output; if it has refused its configuration, why
     */
    record Exited(int incarnation, int code, String lastLines) implements OfWorker {
        /** The code of a worker that refuses its configuration, with which no other process would start either. */
        public static final int REFUSED = 78;
        private static final int SIGNALLED = 128;

        boolean isRefusal() {
            return code == REFUSED;
        }

        /** Returns the signal that ended the process. */
        OptionalInt signal() {
            return code > SIGNALLED && code < SIGNALLED + 32 ? OptionalInt.of(code - SIGNALLED) : OptionalInt.empty();
        }
    }

    /** {@link WorkerTable#nextDeadline} has come. */
    record Tick() implements TableEvent {
    }

    /** A change of the number of workers was requested. */
    record Scale(int workers, String why) implements TableEvent {
    }

    /** A replacement of all workers, one after the other, was requested. */
    record Roll(String why) implements TableEvent {
    }

    /** A replacement of the worker of one seat was requested. */
    record Recycle(int seat, String why) implements TableEvent {
    }

    /** An even distribution of the clients was requested. */
    record Rebalance() implements TableEvent {
    }

    record Shutdown(boolean immediately) implements TableEvent {
    }
}

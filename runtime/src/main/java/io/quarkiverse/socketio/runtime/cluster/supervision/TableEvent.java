package io.quarkiverse.socketio.runtime.cluster.supervision;

import java.util.OptionalInt;

/** All that can happen to the workers. A worker is named by its incarnation; an event of one that is gone changes nothing. */
public sealed interface TableEvent {

    record Start() implements TableEvent {
    }

    record Launched(int incarnation, long pid) implements TableEvent {
    }

    record Ready(int incarnation) implements TableEvent {
    }

    /** What the readiness checks of a worker say that was asked for them; the detail names those that are down. */
    record Checked(int incarnation, boolean up, String detail) implements TableEvent {
    }

    /** Its heartbeat. */
    record Load(int incarnation, WorkerLoad usage) implements TableEvent {
    }

    /** A connection was sent to it. */
    record HandedOver(int incarnation) implements TableEvent {
    }

    /** It was asked to leave and has sent all its clients away. */
    record Drained(int incarnation) implements TableEvent {
    }

    /** Its link is closed, or the way on which it is sent connections; the process should end by itself. */
    record LinkLost(int incarnation) implements TableEvent {
    }

    /** It broke the rules of the link, or does not read from it. */
    record Misbehaved(int incarnation, String how) implements TableEvent {
    }

    /** The process is gone, or could not be launched. */
    record Exited(int incarnation, int code, String lastWords) implements TableEvent {
        private static final int SIGNALLED = 128;

        /** The signal that ended it. */
        OptionalInt signal() {
            return code > SIGNALLED && code < SIGNALLED + 32 ? OptionalInt.of(code - SIGNALLED) : OptionalInt.empty();
        }

        String text(Worker worker) {
            if (signal().isPresent()) {
                return worker + " was ended by signal " + signal().getAsInt()
                        + (worker.killedFor.isEmpty() ? "" : ", because " + worker.killedFor);
            }
            return worker + " exited with code " + code + (code == 0 ? "" : ", its last words: " + lastWords);
        }
    }

    /** {@link WorkerTable#nextDeadline} has come. */
    record Tick() implements TableEvent {
    }

    /** Somebody wants that many workers. */
    record Scale(int workers, String why) implements TableEvent {
    }

    /** Somebody wants all workers replaced, one after the other. */
    record Roll(String why) implements TableEvent {
    }

    /** Somebody wants the worker of one seat replaced. */
    record Recycle(int seat, String why) implements TableEvent {
    }

    /** Somebody wants the connections spread evenly. */
    record Rebalance() implements TableEvent {
    }

    record Shutdown(boolean now) implements TableEvent {
    }
}

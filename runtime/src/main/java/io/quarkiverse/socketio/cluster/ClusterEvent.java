package io.quarkiverse.socketio.cluster;

import java.time.Duration;
import java.util.OptionalInt;

/**
 * What happens to the cluster, told to every worker as a CDI event, and logged by the primary. Observe one of the records, or
 * this interface for all of them:
 *
 * <pre>{@code
 * void onExit(@Observes ClusterEvent.WorkerExited exit) {
 *     if (!exit.expected()) {
 *         alarm.raise("worker " + exit.workerId() + " crashed");
 *     }
 * }
 * }</pre>
 *
 * A worker hears what happens while it is linked to the primary; an application that is one process hears nothing.
 * <p>
 * Thread: observers run on a worker thread, one event after the other, and may block; {@code @ObservesAsync} observers as CDI
 * says.
 */
public sealed interface ClusterEvent {

    /** A process was launched in a seat. */
    record WorkerSpawned(int workerId, int incarnation, long pid) implements ClusterEvent {
    }

    /** A worker takes connections. */
    record WorkerReady(int workerId, int incarnation) implements ClusterEvent {
    }

    /** A worker takes no new connections, finishes its work and leaves. */
    record WorkerDraining(int workerId, int incarnation) implements ClusterEvent {
    }

    /**
     * A worker's process is gone.
     *
     * @param code the exit code; 128 + the signal when a signal ended it
     * @param signal the number of the signal that ended it
     * @param expected whether it was told to leave
     * @param willRespawn whether the seat is filled again
     */
    record WorkerExited(int workerId, int incarnation, int code, OptionalInt signal, boolean expected, boolean willRespawn)
            implements
                ClusterEvent {// wall: what there is to know of an end
    }

    /** A seat stays empty: its workers crashed too often. */
    record WorkerFailed(int workerId, String reason) implements ClusterEvent {
    }

    /** All workers have been ready, for the first time. */
    record ClusterReady(int workers, Duration took) implements ClusterEvent {
    }

    /** All workers are told to leave. */
    record ClusterShutdown() implements ClusterEvent {
    }

    /** The workers are being replaced, one after the other. */
    record RollingRestartStarted(int workers, String reason) implements ClusterEvent {
    }

    /**
     * That is over.
     *
     * @param replaced how many workers were replaced
     * @param problem why it stopped before its end; empty when all is well
     */
    record RollingRestartFinished(int replaced, Duration took, String problem) implements ClusterEvent {
        public boolean successful() {
            return problem.isEmpty();
        }
    }

    /**
     * The primary, or {@link ClusterManager#sendSignal}, passes on a signal: {@code HUP} means "read your configuration again".
     */
    record SignalReceived(String name) implements ClusterEvent {
    }
}

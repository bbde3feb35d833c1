package io.quarkiverse.socketio.cluster;

import java.time.Duration;
import java.util.OptionalInt;

/**
 * An event of the cluster, which the primary logs and each worker fires as a CDI event. Observe one of the records, or this
 * interface for all of them.
 *
 * <pre>{@code
 * void onExit(@Observes ClusterEvent.WorkerExited exit) {
 *     if (!exit.expected()) {
 *         alarm.raise("worker " + exit.workerId() + " crashed with code " + exit.code());
 *     }
 * }
 * }</pre>
 *
 * A worker receives the events that happen while it is connected to the primary. There are no events in an application that
 * runs as a single process.
 * <p>
 * Thread: observers are called on a worker thread, one event after the other, and may block; {@code @ObservesAsync} observers
 * as CDI specifies.
 */
public sealed interface ClusterEvent {

    /**
     * A process was launched for a worker.
     *
     * @param workerId the id of the worker, see {@link WorkerInfo}
     * @param incarnation the number of this process, see {@link WorkerInfo}
     * @param pid the process id
     */
    record WorkerSpawned(int workerId, int incarnation, long pid) implements ClusterEvent {
    }

    /**
     * A worker accepts connections.
     *
     * @param workerId the id of the worker
     * @param incarnation the number of its process
     */
    record WorkerReady(int workerId, int incarnation) implements ClusterEvent {
    }

    /**
     * A worker accepts no new connections, finishes its work and then exits.
     *
     * @param workerId the id of the worker
     * @param incarnation the number of its process
     */
    record WorkerDraining(int workerId, int incarnation) implements ClusterEvent {
    }

    /**
     * The process of a worker has exited.
     *
     * @param workerId the id of the worker
     * @param incarnation the number of the process
     * @param code the exit code; 128 + the number of the signal if a signal terminated the process
     * @param signal the number of the signal that terminated the process, if one did
     * @param expected whether the primary had asked the worker to exit
     * @param willRespawn whether another process is launched for this worker
     */
    record WorkerExited(int workerId, int incarnation, int code, OptionalInt signal, boolean expected, boolean willRespawn)
            implements
                ClusterEvent {
    }

    /**
     * A worker has no process, as too many in a row exited before they were ready. The next one is launched after
     * {@code quarkus.socketio.cluster.max-restarts-window}, if other workers are running then.
     *
     * @param workerId the id of the worker
     * @param reason what happened, for people to read
     */
    record WorkerFailed(int workerId, String reason) implements ClusterEvent {
    }

    /**
     * All workers have been ready, for the first time.
     *
     * @param workers the number of workers
     * @param took the time since the primary started
     */
    record ClusterReady(int workers, Duration took) implements ClusterEvent {
    }

    /** The cluster shuts down: all workers are asked to exit. */
    record ClusterShutdown() implements ClusterEvent {
    }

    /**
     * A rolling restart has started: the workers are replaced, one after the other.
     *
     * @param workers the number of workers to replace
     * @param reason who or what asked for it, for people to read
     */
    record RollingRestartStarted(int workers, String reason) implements ClusterEvent {
    }

    /**
     * A rolling restart is over.
     *
     * @param replaced the number of workers that were replaced
     * @param took the time since it started
     * @param problem why it stopped before all workers were replaced; empty if they were
     */
    record RollingRestartFinished(int replaced, Duration took, String problem) implements ClusterEvent {

        /** {@return whether all workers were replaced} */
        public boolean successful() {
            return problem.isEmpty();
        }
    }

    /**
     * A signal was sent to the primary or by {@link ClusterManager#sendSignal ClusterManager.sendSignal}, for the application.
     * {@code HUP} asks it to read its configuration again.
     *
     * @param name the name of the signal, without {@code SIG}
     */
    record SignalReceived(String name) implements ClusterEvent {
    }
}

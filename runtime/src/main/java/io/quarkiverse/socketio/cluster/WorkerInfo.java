package io.quarkiverse.socketio.cluster;

import java.time.Duration;
import java.time.Instant;

/**
 * The state of one worker, as the primary sees it. A worker keeps its {@link #id} when its process is replaced by another one;
 * each process has an {@link #incarnation} of its own.
 *
 * <pre>{@code
 * int clients = cluster.workers().stream().filter(WorkerInfo::ready).mapToInt(WorkerInfo::connections).sum();
 * }</pre>
 *
 * @param id the id of the worker, from 1 to the number of workers
 * @param pid the process id; 0 while there is no process
 * @param incarnation the number of the process, 1 to 4095, different from that of any other running worker; 0 while there is no
 *        process
 * @param state the state of the worker
 * @param restarts how many times the worker was started again after a crash
 * @param connections the number of client connections it has
 * @param startedAt when the process was launched; the epoch while there is no process
 * @param rss the resident memory in bytes; 0 where the system does not provide it
 * @param cpu the number of processors the process has recently used: 0.5 is half of one
 */
public record WorkerInfo(int id, long pid, int incarnation, WorkerState state, int restarts, int connections,
        Instant startedAt, long rss, double cpu) {

    /** {@return whether the worker accepts connections} */
    public boolean ready() {
        return state == WorkerState.RUNNING;
    }

    /** {@return how long the process has been running; zero while there is no process} */
    public Duration uptime() {
        return pid == 0 ? Duration.ZERO : Duration.between(startedAt, Instant.now());
    }
}

package io.quarkiverse.socketio.cluster;

import java.time.Duration;
import java.time.Instant;

/**
 * One worker as the primary sees it. A <em>seat</em> ({@link #id}) outlives its processes; each process in it is an
 * {@link #incarnation} of its own.
 *
 * @param id the seat, 1 to the number of workers
 * @param pid the process, 0 while the seat is empty
 * @param incarnation 1 to 4095, no two living workers have the same; 0 while the seat is empty
 * @param state where it is in its life
 * @param restarts how often this seat was started again after a crash, over its whole life
 * @param connections client connections it holds
 * @param startedAt when the present process was launched; the epoch while the seat is empty
 * @param rss its resident memory in bytes, 0 where the system does not tell
 * @param cpu how many processors it kept busy lately: 0.5 is half of one
 */
// wall: a row of a table
public record WorkerInfo(int id, long pid, int incarnation, WorkerState state, int restarts, int connections,
        Instant startedAt, long rss, double cpu) { // wall: what there is to know of a worker

    /** Whether it takes connections. */
    public boolean ready() {
        return state == WorkerState.RUNNING;
    }

    /** How long the present process has lived; zero while the seat is empty. */
    public Duration uptime() {
        return pid == 0 ? Duration.ZERO : Duration.between(startedAt, Instant.now());
    }
}

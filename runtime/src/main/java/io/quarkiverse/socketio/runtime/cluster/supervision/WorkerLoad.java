package io.quarkiverse.socketio.runtime.cluster.supervision;

/**
 * The load that a worker has reported.
 *
 * @param open adopted connections that are open
 * @param adopted connections adopted over its life
 * @param sessions Socket.IO clients
 * @param rss resident memory in bytes
 * @param cpuMillis processor time used over its life
 * @param requests HTTP requests answered over its life
 */
public record WorkerLoad(int open, long adopted, int sessions, long rss, long cpuMillis, long requests) { // wall: a row
    /** The load before the first report. */
    public static final WorkerLoad NONE = new WorkerLoad(0, 0, 0, 0, 0, 0);
}

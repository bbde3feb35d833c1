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
 * @param activity of the application
 */
public record WorkerLoad(int open, long adopted, int sessions, long rss, long cpuMillis, long requests,
        Activity activity) { // wall: a row
    /** The load before the first report. */
    public static final WorkerLoad NONE = new WorkerLoad(0, 0, 0, 0, 0, 0, Activity.NONE);

    /**
     * What the application of the worker does: only shown, never a reason for a decision.
     *
     * @param eventsReceived from clients over its life
     * @param eventsSent to clients over its life
     * @param heap used memory of the Java heap, in bytes
     * @param lagMillis how long a task waits for the busiest event loop
     * @param build the version of the application and when its jar was written; empty if not known
     */
    public record Activity(long eventsReceived, long eventsSent, long heap, int lagMillis, String build) {
        /** Of a worker that does not report it, as its build is an earlier one. */
        public static final Activity NONE = new Activity(0, 0, 0, 0, "");
    }
}

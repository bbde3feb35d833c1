package io.quarkiverse.socketio.runtime.cluster.link;

/** What is asked over the link; the words after a name are its arguments. */
public final class LinkQuestions {
    /** To a worker: are the readiness checks of the application up? When not, the answer names those that are down. */
    public static final String READINESS = "readiness";

    /**
     * To a worker: what its own checks say; one of the {@code HEALTH_} kinds follows. The answer is UP or DOWN and
     * the state of the adapter, and in the next line the checks: the members of a JSON array, each named after the worker.
     */
    public static final String HEALTH = "health";
    public static final String HEALTH_ALL = "all";
    public static final String HEALTH_LIVE = "live";
    public static final String HEALTH_READY = "ready";
    public static final String HEALTH_STARTED = "started";
    public static final String HEALTH_WELL = "well";
    public static final String HEALTH_GROUPS = "groups";
    /** The name of the group follows. */
    public static final String HEALTH_GROUP = "group";

    /** To a worker: its metrics, in Prometheus' text format 0.0.4. */
    public static final String METRICS = "metrics";

    /** To the primary: how are the workers doing? Answered with a table. */
    public static final String STATUS = "status";
    /** To the primary: have so many workers. */
    public static final String SCALE = "scale";
    /** To the primary: have so many workers more, or fewer. */
    public static final String SCALE_BY = "scale-by";
    /** To the primary: replace all workers, one after the other. */
    public static final String RESTART = "restart";
    /** To the primary: spread the clients evenly. */
    public static final String REBALANCE = "rebalance";
    /** To the primary: the name of a signal, and a worker's id or nothing for all. */
    public static final String SIGNAL = "signal";
    /** To the primary: the number of an incarnation; answered with words that say which worker it is or was. */
    public static final String OWNER = "owner";
    /** To the primary: end the cluster. */
    public static final String SHUTDOWN = "shutdown";

    private LinkQuestions() {
    }
}

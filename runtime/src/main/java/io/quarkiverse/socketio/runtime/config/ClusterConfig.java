package io.quarkiverse.socketio.runtime.config;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

import io.quarkus.runtime.annotations.ConfigPhase;
import io.quarkus.runtime.annotations.ConfigRoot;
import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Cluster of worker processes. */
@ConfigRoot(phase = ConfigPhase.RUN_TIME)
@ConfigMapping(prefix = "quarkus.socketio.cluster")
public interface ClusterConfig {
    /**
     * Whether the application runs as a cluster: one light primary process owns the HTTP port and looks after worker processes,
     * each of them the whole application. Only in packaged applications; dev mode and tests are always one process.
     */
    @WithDefault("false")
    boolean enabled();

    /**
     * How many workers: a number, or {@code auto} for the number of processors. When it is {@code auto} and the environment
     * variable {@code WEB_CONCURRENCY} is set, that number is taken.
     */
    @WithDefault("auto")
    String workers();

    /**
     * Whether a worker that crashed is started again.
     */
    @WithDefault("true")
    boolean restartWorkers();

    /**
     * The delay before a worker that crashed repeatedly is started again. The first time it is started at once, then after
     * this delay, then after twice, four times, eight times of it, up to {@code max-restart-delay}; each a little shorter at
     * random.
     */
    @WithDefault("1s")
    Duration restartDelay();

    /**
     * The longest delay before a worker is started again.
     */
    @WithDefault("30s")
    Duration maxRestartDelay();

    /**
     * How often one seat (worker id) is filled again within {@code max-restarts-window} before it counts as crashing too
     * often. A worker that had been ready is then started again each time after {@code max-restart-delay}: who can make
     * workers crash shall not be able to end the cluster. When workers fail that often in a row without having been ready, the
     * seat stays empty for that time; when all seats do, the primary exits with code 1.
     */
    @WithDefault("10")
    int maxRestarts();

    /**
     * See {@code max-restarts}. It should be longer than that many starts take which each fail by {@code boot-timeout}.
     */
    @WithDefault("1h")
    Duration maxRestartsWindow();

    /**
     * A seat whose worker crashes more often than this within {@code respawn-threshold-time} crashes too often as well, see
     * {@code max-restarts}.
     */
    @WithDefault("5")
    int respawnThreshold();

    /**
     * See {@code respawn-threshold}.
     */
    @WithDefault("60s")
    Duration respawnThresholdTime();

    /**
     * A worker that lived longer than this starts the delays of its seat anew.
     */
    @WithDefault("30s")
    Duration minUptime();

    /**
     * A worker that is not ready within this time is killed and started again.
     */
    @WithDefault("60s")
    Duration bootTimeout();

    /**
     * A worker that gives no sign of life for this time is asked for a thread dump, killed, and started again.
     */
    @WithDefault("60s")
    Duration workerTimeout();

    /**
     * How long workers may take to leave in good order before they are killed. Set {@code quarkus.shutdown.timeout} to let
     * requests that are being served finish.
     */
    @WithDefault("30s")
    Duration shutdownTimeout();

    /**
     * How long a new connection may take to send the first line of its first request; then it is closed.
     */
    @WithDefault("10s")
    Duration firstRequestTimeout();

    /**
     * How much memory the primary may take for sessions that clients come back to when connection state recovery is on: each
     * with what the application and the recovery keep in it, its id, and about 200 bytes. Beyond that, those that were saved
     * longest ago go first; their clients are new ones when they come back. At most a quarter of the primary's heap
     * is taken, whatever is set here, so that the primary cannot run out of memory; its heap is what its command line says
     * ({@code -Xmx}), or what the JVM makes of the memory of the machine or container, mostly a quarter. See
     * {@code socketio_cluster_saved_session_bytes} and {@code socketio_cluster_saved_sessions_dropped_total} among the metrics.
     */
    @WithDefault("32M")
    MemorySize sessionBytes();

    /**
     * How many workers must be ready for the cluster to be ready (`/q/health/ready`). By default all but one, and at least one:
     * so many stay when one is replaced.
     */
    OptionalInt minReady();

    /**
     * Whether the process exits once the cluster is shut down. When not, the main method just returns, without the application
     * having been started in this process: for programs that have more to do.
     */
    @WithDefault("true")
    boolean exitOnShutdown();

    /**
     * How a worker is chosen for a connection that belongs to no session: {@code least-connection}, {@code round-robin},
     * {@code random}, {@code ip-hash} (by the client's address, behind proxies as {@code quarkus.http.proxy.*} says, see the
     * page on load balancers), or the name of a class that implements {@code io.quarkiverse.socketio.spi.LoadBalancer}. The
     * connection of a session always goes to the session's worker.
     */
    @WithDefault("least-connection")
    String loadBalancing();

    /**
     * How a connection gets from the primary to a worker. {@code descriptor}: the worker gets the socket itself, and no byte
     * passes through the primary again; needs one of Netty's native transports. {@code proxy}: the primary passes all bytes on,
     * which works everywhere and costs processor time for each message. {@code auto}: {@code descriptor} on Linux with the
     * native transport, else {@code proxy}.
     */
    @WithDefault("auto")
    Handoff handoff();

    /** Ways of a connection from the primary to a worker. */
    enum Handoff {
        AUTO,
        DESCRIPTOR,
        PROXY
    }

    /**
     * Whether and how the number of workers follows the load.
     */
    Autoscale autoscale();

    /**
     * The number of workers follows the load: more when a measure is above its target, one fewer when all are below half of
     * theirs.
     */
    interface Autoscale {
        /**
         * Whether the number of workers follows the load.
         */
        @WithDefault("false")
        boolean enabled();

        /**
         * The fewest workers.
         */
        @WithDefault("1")
        int min();

        /**
         * The most workers. By default as many as there are processors.
         */
        OptionalInt max();

        /**
         * So many client connections for each worker.
         */
        OptionalInt targetConnections();

        /**
         * The part of its share of the processors that each worker should be busy, 0 to 1; 0 when that shall not count.
         */
        @WithDefault("0.7")
        double targetLoad();

        /**
         * So many HTTP requests per second for each worker.
         */
        OptionalInt targetRequests();

        /**
         * The time between two looks; also how long a change has to show its effect.
         */
        @WithDefault("30s")
        Duration interval();
    }

    /**
     * How a worker that leaves while the cluster goes on sends its clients to the others.
     */
    Drain drain();

    /** Pace of leaving. */
    interface Drain {
        /**
         * So many Socket.IO clients are sent away at once; they connect again by themselves, to another worker.
         */
        @WithDefault("10000")
        int batchSize();

        /**
         * The pause between two batches.
         */
        @WithDefault("2s")
        Duration batchInterval();
    }

    /**
     * How load balancers in front of several hosts find the worker of a session.
     */
    Affinity affinity();

    /** Stickiness beyond this host. */
    interface Affinity {
        /** The same as `quarkus.socketio.cookie.*`. */
        Cookie cookie();

        /** Each without a default of its own. */
        interface Cookie {
            /** As `quarkus.socketio.cookie.name`. */
            Optional<String> name();

            /** As `quarkus.socketio.cookie.path`. */
            Optional<String> path();

            /** As `quarkus.socketio.cookie.domain`. */
            Optional<String> domain();

            /** As `quarkus.socketio.cookie.http-only`. */
            Optional<Boolean> httpOnly();

            /** As `quarkus.socketio.cookie.same-site`. */
            Optional<String> sameSite();

            /** As `quarkus.socketio.cookie.secure`. */
            Optional<Boolean> secure();

            /** As `quarkus.socketio.cookie.max-age`. */
            Optional<Duration> maxAge();
        }
    }

    /**
     * The state of the cluster and orders for it over HTTP, at `/q/socketio/cluster`.
     */
    Management management();

    /** Who may give orders over HTTP. */
    interface Management {
        /**
         * Who sends this text as a bearer token may scale and restart the cluster over HTTP. Without it nobody may.
         */
        Optional<String> token();
    }

    /**
     * How the processes of workers differ from that of the primary.
     */
    Worker worker();

    /** Launch settings of the workers. */
    interface Worker {
        /**
         * More JVM options for the workers, after those of the primary's command line, which they get as well. Unless it is
         * among them, {@code -XX:ActiveProcessorCount} is set to the worker's share of the machine. Unless one of these, the
         * command line, {@code JDK_JAVA_OPTIONS} or {@code JAVA_TOOL_OPTIONS} says what to do when memory runs out,
         * {@code -XX:+ExitOnOutOfMemoryError} is set, so that a worker that cannot go on is replaced;
         * {@code -XX:-ExitOnOutOfMemoryError} keeps it.
         */
        Optional<List<String>> jvmArgs();

        /**
         * A worker that has lived for so long is replaced, as in a rolling restart, never two at once. Off by default.
         */
        Optional<Duration> maxLifetime();

        /**
         * A worker whose resident memory is more than this is replaced, as in a rolling restart, never two at once. Off by
         * default.
         */
        Optional<MemorySize> maxRss();

        /**
         * More environment variables for the workers.
         */
        Map<String, String> env();

        /**
         * Whether workers get the primary's environment. When not, they get only {@code PATH}, {@code HOME}, {@code LANG},
         * {@code LC_ALL}, {@code TZ}, {@code TMPDIR}, {@code JAVA_HOME} and {@code env}.
         */
        @WithDefault("true")
        boolean inheritEnv();
    }
}

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

/** The cluster of worker processes. */
@ConfigRoot(phase = ConfigPhase.RUN_TIME)
@ConfigMapping(prefix = "quarkus.socketio.cluster")
public interface ClusterConfig {
    /**
     * Whether the application runs as a cluster: a small primary process owns the HTTP port and supervises worker processes,
     * each of which runs the whole application. Only for packaged applications; dev mode and tests always run one process.
     */
    @WithDefault("false")
    boolean enabled();

    /**
     * The number of workers, or {@code auto} for the number of processors. With {@code auto} the environment variable
     * {@code WEB_CONCURRENCY}, if it is set, is the number of workers.
     */
    @WithDefault("auto")
    String workers();

    /** Whether crashed workers are restarted. */
    @WithDefault("true")
    boolean restartWorkers();

    /**
     * The delay before a worker that has crashed repeatedly is restarted. After the first crash it is restarted at once, then
     * after this delay, then after twice, four times, eight times this delay, up to {@code max-restart-delay}; each delay is
     * shortened a little at random.
     */
    @WithDefault("1s")
    Duration restartDelay();

    /** The longest delay before a crashed worker is restarted. */
    @WithDefault("30s")
    Duration maxRestartDelay();

    /**
     * How many times the worker of one worker id may be restarted within {@code max-restarts-window}; beyond, it crashes too
     * often. A worker that was ready before is then restarted each time after {@code max-restart-delay}, so that clients that
     * can crash workers cannot stop the cluster. If the workers of an id fail that often in a row without having been ready,
     * the id stays without a worker for that window; if this happens to all ids, the primary exits with code 1.
     */
    @WithDefault("10")
    int maxRestarts();

    /** See {@code max-restarts}. Should be longer than that many starts that each fail after {@code boot-timeout}. */
    @WithDefault("1h")
    Duration maxRestartsWindow();

    /**
     * How many times the worker of one worker id may crash within {@code respawn-threshold-time}; beyond, it crashes too often,
     * see {@code max-restarts}.
     */
    @WithDefault("5")
    int respawnThreshold();

    /**
     * See {@code respawn-threshold}.
     */
    @WithDefault("60s")
    Duration respawnThresholdTime();

    /** After a worker has run for longer than this, the delays of its restarts start from the beginning. */
    @WithDefault("30s")
    Duration minUptime();

    /** How long a worker may take to become ready; after that it is killed and restarted. */
    @WithDefault("60s")
    Duration bootTimeout();

    /**
     * How long a worker may send no heartbeat to the primary; after that it is asked for a thread dump, killed, and restarted.
     */
    @WithDefault("60s")
    Duration workerTimeout();

    /**
     * How long workers may take to stop in good order; after that they are killed. Set {@code quarkus.shutdown.timeout} to wait
     * for HTTP requests in flight.
     */
    @WithDefault("30s")
    Duration shutdownTimeout();

    /** How long a client may take to send the first line of its first request; after that the connection is closed. */
    @WithDefault("10s")
    Duration firstRequestTimeout();

    /**
     * The most memory of the primary for the saved state of clients, with connection state recovery: for each client its rooms,
     * data and id, and about 200 bytes. Beyond, the state that was saved longest ago is dropped, and its client gets a new
     * socket when it reconnects. At most a quarter of the primary's heap is used, whatever is set here; the heap is set on the
     * command line ({@code -Xmx}) or chosen by the JVM, usually a quarter of the memory of the machine or container. See the
     * metrics {@code socketio_cluster_saved_session_bytes} and {@code socketio_cluster_saved_sessions_dropped_total}.
     */
    @WithDefault("32M")
    MemorySize sessionBytes();

    /**
     * How many workers must be ready for the cluster to be ready ({@code /q/health/ready}). By default all but one, but at
     * least one, so that the cluster stays ready while a worker is replaced.
     */
    OptionalInt minReady();

    /**
     * Whether the process exits when the cluster has shut down. If not, the main method returns, without having started the
     * application in this process.
     */
    @WithDefault("true")
    boolean exitOnShutdown();

    /**
     * How the worker of a new connection is chosen: {@code least-connection}, {@code round-robin}, {@code random},
     * {@code ip-hash} (by the client's address; behind proxies as configured by {@code quarkus.http.proxy.*}, see the page on
     * load balancers), or the name of a class that implements {@code io.quarkiverse.socketio.spi.LoadBalancer}. A connection
     * whose first request names a session always goes to the worker of that session.
     */
    @WithDefault("least-connection")
    String loadBalancing();

    /**
     * How the primary hands connections to workers. {@code descriptor}: passes the file descriptor of the connection, after
     * which the primary does not see its bytes; requires one of Netty's native transports. {@code proxy}: forwards all bytes in
     * both directions, which works everywhere but costs CPU time for each message. {@code auto}: {@code descriptor} on Linux
     * with the native transport, otherwise {@code proxy}.
     */
    @WithDefault("auto")
    Handoff handoff();

    /** How the primary hands connections to workers. */
    enum Handoff {
        AUTO,
        DESCRIPTOR,
        PROXY
    }

    /** Autoscaling: the number of workers follows the load. */
    Autoscale autoscale();

    /**
     * Autoscaling: there are more workers when a measure is above its target, and one fewer when all measures are below half of
     * their targets.
     */
    interface Autoscale {
        /** Whether the number of workers follows the load. */
        @WithDefault("false")
        boolean enabled();

        /** The fewest workers. */
        @WithDefault("1")
        int min();

        /** The most workers; by default the number of processors. */
        OptionalInt max();

        /** The target for the number of client connections per worker; not measured by default. */
        OptionalInt targetConnections();

        /** The target for the CPU load of a worker, as part of its share of the processors, 0 to 1; 0 means not measured. */
        @WithDefault("0.7")
        double targetLoad();

        /** The target for the number of HTTP requests per second and worker; not measured by default. */
        OptionalInt targetRequests();

        /** The time between two measurements, and the shortest time between two changes. */
        @WithDefault("30s")
        Duration interval();
    }

    /** How a worker that is replaced disconnects its clients, so that they reconnect to other workers. */
    Drain drain();

    /** The pace at which a worker that is replaced disconnects its clients. */
    interface Drain {
        /** The number of Socket.IO clients that are disconnected at a time; they reconnect by themselves, to another worker. */
        @WithDefault("10000")
        int batchSize();

        /** The pause between two batches. */
        @WithDefault("2s")
        Duration batchInterval();
    }

    /** How load balancers in front of several hosts find the host and worker of a session. */
    Affinity affinity();

    /** Session affinity for load balancers. */
    interface Affinity {
        /** The same as {@code quarkus.socketio.cookie.*}. */
        Cookie cookie();

        /** The attributes of the cookie; the defaults are those of {@code quarkus.socketio.cookie.*}. */
        interface Cookie {
            /** As {@code quarkus.socketio.cookie.name}. */
            Optional<String> name();

            /** As {@code quarkus.socketio.cookie.path}. */
            Optional<String> path();

            /** As {@code quarkus.socketio.cookie.domain}. */
            Optional<String> domain();

            /** As {@code quarkus.socketio.cookie.http-only}. */
            Optional<Boolean> httpOnly();

            /** As {@code quarkus.socketio.cookie.same-site}. */
            Optional<String> sameSite();

            /** As {@code quarkus.socketio.cookie.secure}. */
            Optional<Boolean> secure();

            /** As {@code quarkus.socketio.cookie.max-age}. */
            Optional<Duration> maxAge();
        }
    }

    /** The state of the cluster, and commands to it, by HTTP at {@code /q/socketio/cluster}. */
    Management management();

    /** Access to the management of the cluster by HTTP. */
    interface Management {
        /** The bearer token of requests that scale or restart the cluster. If it is not set, these requests are refused. */
        Optional<String> token();
    }

    /** The processes of the workers. */
    Worker worker();

    /** The processes of the workers. */
    interface Worker {
        /**
         * JVM options of the workers, added to those of the primary's command line, which the workers get too. Unless it is
         * among them, {@code -XX:ActiveProcessorCount} is set to the worker's share of the processors. Unless an option here,
         * on the command line, in {@code JDK_JAVA_OPTIONS} or in {@code JAVA_TOOL_OPTIONS} sets the behaviour when the heap is
         * exhausted, {@code -XX:+ExitOnOutOfMemoryError} is set, so that such a worker is replaced; to prevent this, set
         * {@code -XX:-ExitOnOutOfMemoryError}.
         */
        Optional<List<String>> jvmArgs();

        /**
         * The largest heap of a worker. {@code auto}: the memory of the container or machine is divided among the primary,
         * the workers, and one more during a rolling restart, unless an option on the command line, in {@code jvm-args},
         * {@code JDK_JAVA_OPTIONS} or {@code JAVA_TOOL_OPTIONS} sets the heap ({@code -Xmx}, {@code -Xms},
         * {@code -XX:MaxRAMPercentage}); if the workers do not fit, the cluster does not start. Or a size, such as
         * {@code 512M}. {@code jvm}: each JVM takes a part of the memory as if it were alone, by default a quarter.
         */
        @WithDefault("auto")
        String heap();

        /**
         * Whether workers use a class archive (AppCDS) next to the jar, with which they start with less processor time and
         * memory. If there is none, or it was made from another jar or by another JVM, one worker creates it when it exits,
         * which takes a second or two. No archive is made if the directory cannot be written, {@code shutdown-timeout} is less
         * than 10 seconds, or options of the JVM set an archive or an agent; an {@code app-cds.jsa} that Quarkus has made is
         * used instead.
         */
        @WithDefault("true")
        boolean classArchive();

        /**
         * How long a worker may run before it is replaced, as in a rolling restart, one worker at a time. No limit by default.
         */
        Optional<Duration> maxLifetime();

        /**
         * The most resident memory of a worker; a larger worker is replaced, as in a rolling restart, one worker at a time. No
         * limit by default.
         */
        Optional<MemorySize> maxRss();

        /**
         * How long a worker may warm up before it is ready, if it replaces another one or is added while others serve: it
         * connects clients of its own to a server apart from the application's, until the code that serves clients is compiled.
         * {@code 0} turns this off. It takes at most half of what is left of {@code boot-timeout}.
         */
        @WithDefault("3s")
        Duration warmUp();

        /** Environment variables of the workers, added to those they inherit. */
        Map<String, String> env();

        /**
         * Whether workers inherit the primary's environment. If not, they get only {@code PATH}, {@code HOME}, {@code LANG},
         * {@code LC_ALL}, {@code TZ}, {@code TMPDIR}, {@code JAVA_HOME} and the variables in {@code env}.
         */
        @WithDefault("true")
        boolean inheritEnv();
    }
}

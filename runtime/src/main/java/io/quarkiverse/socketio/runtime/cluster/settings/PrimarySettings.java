package io.quarkiverse.socketio.runtime.cluster.settings;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.runtime.cluster.dispatch.ForwardedFor;
import io.quarkiverse.socketio.runtime.cluster.link.Affinity;
import io.quarkiverse.socketio.runtime.cluster.link.HandoffMode;
import io.quarkiverse.socketio.runtime.cluster.supervision.SupervisionSettings;
import io.quarkiverse.socketio.spi.LoadBalancer;

/** The settings of the primary, independent of their source. */
public record PrimarySettings(Listen listen, SupervisionSettings supervision, Launch launch, Limits limits, Front front,
        Host host) { // wall: one for each part of the primary

    /**
     * The ports on which the cluster listens; 0 is any free one, {@link #NONE} none.
     *
     * @param tlsPort the port for TLS
     * @param redirect whether requests to {@code port} are redirected to {@code tlsPort}
     */
    public record Listen(String host, int port, int tlsPort, boolean redirect, int backlog) {
        public static final int NONE = -1;
    }

    /**
     * This host among others to which requests are relayed.
     *
     * @param tag of the host in the ids of its sessions; empty if hosts do not relay
     * @param relay the port on which other hosts relay; null if they do not
     */
    public record Host(String tag, @Nullable Listen relay) {
        /** A host that is alone. */
        public static final Host ALONE = new Host("", null);
    }

    /**
     * How the processes of the workers are started, as far as they differ from the primary.
     *
     * @param handoff how connections get to the workers; empty for the best way that is possible
     * @param lines how the lines that they print are printed
     * @param classArchive whether they may use and create a class archive next to the jar
     */
    public record Launch(List<String> jvmArgs, Map<String, String> environment, boolean inheritEnvironment,
            Optional<HandoffMode> handoff, WorkerHeap heap, LineFormat lines, boolean classArchive) { // wall: what all workers share
    }

    /**
     * Limits of the primary.
     *
     * @param firstRequest the time from accept to the first request line
     * @param sessionBytes the memory for saved sessions
     * @param savesSessions whether there are any, as clients can recover
     */
    public record Limits(Duration firstRequest, long sessionBytes, boolean savesSessions) {
        private static final int HEAP_DIVISOR = 4;

        /**
         * Returns the memory for saved sessions, at most a quarter of the heap: a garbage collector can need twice the room for
         * large arrays, and the rest of the heap is for connections, takes and pages.
         */
        public long sessionBytesIn(long maxHeap) {
            return Math.min(sessionBytes, maxHeap / HEAP_DIVISOR);
        }
    }

    /**
     * What people call the cluster.
     *
     * @param application its name and version
     * @param host the name of the machine
     */
    public record Identity(String application, String host) {
    }

    /**
     * How the cluster appears to its clients.
     *
     * @param identity what people call it
     * @param balancer chooses the worker of a connection that has no owner
     * @param forwarded finds the address of the client for the balancer, behind trusted proxies
     */
    public record Front(Identity identity, Affinity affinity, LoadBalancer balancer, ForwardedFor forwarded, Pages pages) {
    }

    /**
     * The pages that the primary serves.
     *
     * @param management the port of the management interface; null when there is none
     * @param healthOnApplicationPort whether health is on the port of the application, even if there is a management port
     * @param minReady the number of ready workers that make the cluster ready; 0 for all but one
     * @param token needed for commands over HTTP; empty when all are rejected
     */
    public record Pages(PrimaryPaths paths, @Nullable Listen management, boolean healthOnApplicationPort, int minReady,
            String token) {
    }
}

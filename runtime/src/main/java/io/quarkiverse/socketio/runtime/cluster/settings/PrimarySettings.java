package io.quarkiverse.socketio.runtime.cluster.settings;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.runtime.cluster.dispatch.ForwardedFor;
import io.quarkiverse.socketio.runtime.cluster.link.Affinity;
import io.quarkiverse.socketio.runtime.cluster.link.Handoff;
import io.quarkiverse.socketio.runtime.cluster.supervision.SupervisionSettings;
import io.quarkiverse.socketio.spi.LoadBalancer;

/** The settings of the primary, wherever they come from. */
public record PrimarySettings(Listen listen, SupervisionSettings supervision, Launch launch, Limits limits, Front front) {

    /**
     * The shared ports; 0 is any free one, {@link #NONE} none.
     *
     * @param tlsPort whose connections speak TLS
     * @param redirect whether the other one only leads to that
     */
    public record Listen(String host, int port, int tlsPort, boolean redirect, int backlog) {
        public static final int NONE = -1;
    }

    /**
     * How the processes of the workers differ from that of the primary.
     *
     * @param handoff how connections shall get there; empty for the best way that is possible
     */
    public record Launch(List<String> jvmArgs, Map<String, String> environment, boolean inheritEnvironment,
            Optional<Handoff> handoff) {
    }

    /**
     * @param firstRequest from accept to the first request line
     * @param sessionBytes of the sessions that clients come back to
     */
    public record Limits(Duration firstRequest, long sessionBytes) {
        private static final int SHARE_OF_HEAP = 4;

        /**
         * As few of those as fit well into a heap: a quarter, because a garbage collector can need twice the room for large
         * arrays, and the rest of the heap is for connections, takes and pages.
         */
        public long sessionBytesIn(long maxHeap) {
            return Math.min(sessionBytes, maxHeap / SHARE_OF_HEAP);
        }
    }

    /**
     * What the port is to the outside.
     *
     * @param balancer chooses the worker of a connection that has no owner
     * @param forwarded finds the address of the client for the balancer, behind trusted proxies
     */
    public record Front(String name, Affinity affinity, LoadBalancer balancer, ForwardedFor forwarded, Pages pages) {
    }

    /**
     * The pages that the primary serves.
     *
     * @param management the port of the management interface; null when there is none
     * @param healthIsShared whether health is on the shared port, whatever is on that one
     * @param minReady so many ready workers make the cluster ready; 0 for all but one
     * @param token needed for commands over HTTP; empty when nobody may give any
     */
    public record Pages(PrimaryPaths paths, @Nullable Listen management, boolean healthIsShared, int minReady, String token) {
    }
}

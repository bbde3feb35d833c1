package io.quarkiverse.socketio.runtime.cluster.primary;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.quarkiverse.socketio.runtime.cluster.link.Affinity;
import io.quarkiverse.socketio.spi.LoadBalancer;

/** All that the primary is told; where it comes from (configuration, build) is not its business. */
public record PrimarySettings(Listen listen, Seats seats, Launch launch, Limits limits, Front front) {

    /** The shared port; 0 is any free one. */
    public record Listen(String host, int port, int backlog) {
    }

    public record Seats(int count, RestartPolicy restart, LoadBalancer balancer) {
    }

    /** How the processes of the workers differ from that of the primary. */
    public record Launch(List<String> jvmArgs, Map<String, String> environment, boolean inheritEnvironment) {
    }

    /**
     * @param boot from launch to READY
     * @param silence without a word from a running worker
     * @param shutdown from the wish to leave to the end
     * @param firstRequest from accept to the first request line
     */
    public record Limits(Duration boot, Duration silence, Duration shutdown, Duration firstRequest) {
    }

    /** What the port is to the outside. */
    public record Front(String name, Affinity affinity, HealthPaths health) {
    }

    /** Absolute paths of the health endpoints; empty text where there are none. */
    public record HealthPaths(String all, String live, String ready, String started) {
        public static final HealthPaths NONE = new HealthPaths("", "", "", "");
    }
}

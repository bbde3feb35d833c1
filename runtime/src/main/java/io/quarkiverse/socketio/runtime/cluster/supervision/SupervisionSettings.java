package io.quarkiverse.socketio.runtime.cluster.supervision;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * The configuration of the supervision of workers.
 *
 * @param workers the number of workers at the start
 */
public record SupervisionSettings(int workers, RestartPolicy restart, Limits limits, Checks checks) {
    public static final int MAX_WORKERS = 1024;

    /**
     * Times after which a worker is killed.
     *
     * @param boot from its launch to READY
     * @param silence since its last message while it is running
     * @param shutdown from the request to leave to its exit
     */
    public record Limits(Duration boot, Duration silence, Duration shutdown) {
    }

    /**
     * Limits and targets that are checked periodically; an empty one is not checked.
     *
     * @param maxRss in bytes
     */
    public record Checks(Optional<Duration> maxLifetime, OptionalLong maxRss, Optional<Autoscaling> autoscaling) {
        public static final Checks NONE = new Checks(Optional.empty(), OptionalLong.empty(), Optional.empty());
    }

    /** @param interval the time between two decisions, in which a change can take effect */
    public record Autoscaling(int min, int max, Targets targets, Duration interval) {
    }

    /**
     * Targets of the autoscaler for one worker; an empty one is not used.
     *
     * @param load the part of its share of the processors that a worker is busy, 0 to 1
     * @param requests per second
     */
    public record Targets(OptionalDouble connections, OptionalDouble load, OptionalDouble requests) {
    }
}

package io.quarkiverse.socketio.runtime.cluster.supervision;

import java.time.Duration;

/**
 * What the supervision of the workers is configured with.
 *
 * @param workers how many there are at the start
 */
public record SupervisionSettings(int workers, RestartPolicy restart, Limits limits, Upkeep.Settings upkeep) {
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
}

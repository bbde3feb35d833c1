package io.quarkiverse.socketio.runtime.quarkus.cluster;

import java.time.Instant;
import java.util.Optional;

/**
 * PORT: what several hosts agree on, of whose leaders only one leads all hosts.
 * <p>
 * Thread: any; does not block.
 */
@FunctionalInterface
public interface LeaderLease {
    /**
     * Returns since when this process is the leader of all hosts; empty if it is not.
     *
     * @param ofHost since when it is the leader of its own host
     */
    Optional<Instant> leaderSince(Instant ofHost);
}

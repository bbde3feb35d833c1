package io.quarkiverse.socketio.runtime.quarkus.bootstrap;

import java.util.ArrayList;
import java.util.List;

import io.quarkiverse.socketio.runtime.config.ClusterConfig;
import io.smallrye.config.SmallRyeConfig;

/**
 * Finds values with which a process starts, but not as its user expects.
 * <p>
 * Thread: any; stateless.
 */
final class StartWarnings {
    /** With less, what clients may make the server hold, an eighth, is less than a few of their largest messages. */
    static final long SMALL_HEAP = 48 << 20;

    private StartWarnings() {
    }

    /** @param maxHeap the largest size of the heap of this process, in bytes */
    static List<String> ofProcess(long maxHeap) {
        return maxHeap >= SMALL_HEAP ? List.of()
                : List.of("The heap of this process may have " + (maxHeap >> 20)
                        + " MB only, and so may those of workers that get"
                        + " the same options: that is little for the application, and an eighth of it for all clients. Set"
                        + " -Xmx" + (SMALL_HEAP >> 20) + "m or more");
    }

    static List<String> ofCluster(SmallRyeConfig config, ClusterConfig cluster) {
        List<String> warnings = new ArrayList<>();
        if (cluster.shutdownTimeout().isZero()) {
            warnings.add("quarkus.socketio.cluster.shutdown-timeout=" + config.getConfigValue(
                    "quarkus.socketio.cluster.shutdown-timeout").getValue()
                    + " leaves workers no time to stop: they are killed,"
                    + " with the requests that they answer. Set a time such as 30s");
        }
        String token = config.getConfigValue("quarkus.socketio.cluster.management.token").getValue();
        if (token != null && token.isBlank()) {
            warnings.add(
                    "quarkus.socketio.cluster.management.token is empty: requests that scale or restart the cluster are"
                            + " refused. Set a secret, or remove the key");
        }
        return warnings;
    }
}

package io.quarkiverse.socketio.deployment;

import java.util.List;
import java.util.stream.Stream;

import io.quarkus.builder.item.SimpleBuildItem;

/**
 * The absolute paths that the primary of a cluster answers: health (all, live, ready, started, well, groups), metrics, cluster;
 * each empty when there is no such thing.
 */
final class PrimaryPathsBuildItem extends SimpleBuildItem {
    private final boolean onManagementPort;
    private final List<String> paths;

    PrimaryPathsBuildItem(boolean onManagementPort, List<String> paths) {
        this.onManagementPort = onManagementPort;
        this.paths = List.copyOf(paths);
    }

    boolean onManagementPort() {
        return onManagementPort;
    }

    List<String> paths() {
        return paths;
    }

    /** What is below those is the primary's as well: the groups of health checks, the cluster. */
    List<String> trees() {
        return Stream.of(paths.get(5), paths.get(7)).filter(path -> !path.isEmpty()).toList();
    }

    /** Those on the port that is the application's as well. */
    List<String> shared() {
        return onManagementPort ? List.of() : paths.stream().filter(path -> !path.isEmpty()).toList();
    }
}

package io.quarkiverse.socketio.deployment;

import java.util.List;

import io.quarkus.builder.item.SimpleBuildItem;

/**
 * The absolute paths of what tells of the whole cluster: health (all, live, ready, started, well, groups), metrics, cluster;
 * each empty when there is no such thing.
 */
final class PrimaryPathsBuildItem extends SimpleBuildItem {
    private static final int HEALTH_GROUPS = 5;

    private final boolean onManagementPort;
    private final boolean healthIsShared;
    private final List<String> paths;

    /**
     * @param onManagementPort whether there is a management interface, which has the paths
     * @param healthIsShared whether health is on the shared port all the same
     */
    PrimaryPathsBuildItem(boolean onManagementPort, boolean healthIsShared, List<String> paths) {
        this.onManagementPort = onManagementPort;
        this.healthIsShared = healthIsShared;
        this.paths = List.copyOf(paths);
    }

    boolean onManagementPort() {
        return onManagementPort;
    }

    boolean healthIsShared() {
        return healthIsShared;
    }

    List<String> all() {
        return paths;
    }

    /** Without that of the groups. */
    List<String> health() {
        return paths.subList(0, HEALTH_GROUPS);
    }

    String healthGroups() {
        return paths.get(HEALTH_GROUPS);
    }

    String metrics() {
        return paths.get(6);
    }

    String cluster() {
        return paths.get(7);
    }
}

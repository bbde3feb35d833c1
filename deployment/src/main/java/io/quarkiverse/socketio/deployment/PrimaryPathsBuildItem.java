package io.quarkiverse.socketio.deployment;

import io.quarkiverse.socketio.runtime.cluster.settings.PrimaryPaths;
import io.quarkus.builder.item.SimpleBuildItem;

/** The absolute paths of the pages about the whole cluster, and on which port they are. */
final class PrimaryPathsBuildItem extends SimpleBuildItem {
    private final boolean onManagementPort;
    private final boolean healthIsShared;
    private final PrimaryPaths paths;

    /**
     * @param onManagementPort whether there is a management interface, which has the pages
     * @param healthIsShared whether health is on the main port nevertheless
     */
    PrimaryPathsBuildItem(boolean onManagementPort, boolean healthIsShared, PrimaryPaths paths) {
        this.onManagementPort = onManagementPort;
        this.healthIsShared = healthIsShared;
        this.paths = paths;
    }

    boolean onManagementPort() {
        return onManagementPort;
    }

    boolean healthIsShared() {
        return healthIsShared;
    }

    PrimaryPaths paths() {
        return paths;
    }
}

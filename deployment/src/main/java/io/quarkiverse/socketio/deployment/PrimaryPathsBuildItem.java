package io.quarkiverse.socketio.deployment;

import io.quarkiverse.socketio.runtime.cluster.settings.PrimaryPaths;
import io.quarkus.builder.item.SimpleBuildItem;

/** The absolute paths of the pages about the whole cluster, and on which port they are. */
final class PrimaryPathsBuildItem extends SimpleBuildItem {
    final boolean onManagementPort;
    final boolean healthOnApplicationPort;
    final PrimaryPaths paths;

    /**
     * @param onManagementPort whether there is a management interface, which has the pages
     * @param healthOnApplicationPort whether health is on the main port nevertheless
     */
    PrimaryPathsBuildItem(boolean onManagementPort, boolean healthOnApplicationPort, PrimaryPaths paths) {
        this.onManagementPort = onManagementPort;
        this.healthOnApplicationPort = healthOnApplicationPort;
        this.paths = paths;
    }
}

package io.quarkiverse.socketio.runtime.quarkus;

import io.quarkiverse.socketio.runtime.cluster.settings.PrimaryPaths;

/**
 * What the build knows and the primary needs.
 *
 * @param application its name and version, as the first log line names it
 * @param onManagementPort whether there is a management interface, which has the paths
 * @param healthIsShared whether health is on the shared port all the same
 */
public record BuildFacts(String application, boolean onManagementPort, boolean healthIsShared, PrimaryPaths paths) {
}

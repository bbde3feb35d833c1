package io.quarkiverse.socketio.runtime.quarkus.bootstrap;

import io.quarkiverse.socketio.runtime.cluster.settings.PrimaryPaths;

/**
 * What the primary needs to know from the build.
 *
 * @param application the application's name and version, for the first log line
 * @param onManagementPort whether there is a management interface, which has the pages
 * @param healthIsShared whether health is on the main port nevertheless
 */
public record BuildFacts(String application, boolean onManagementPort, boolean healthIsShared, PrimaryPaths paths) {
}

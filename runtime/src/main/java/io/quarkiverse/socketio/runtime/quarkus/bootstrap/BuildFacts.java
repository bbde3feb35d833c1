package io.quarkiverse.socketio.runtime.quarkus.bootstrap;

import io.quarkiverse.socketio.runtime.cluster.settings.PrimaryPaths;

/**
 * Facts of the application that are fixed at build time and that the primary needs, since it does not run the application.
 *
 * @param application the application's name and version, for the first log line
 * @param onManagementPort whether there is a management interface; the primary's pages are on its port then
 * @param healthOnApplicationPort whether health is on the main port: there is no management interface, or health is not on it
 * @param paths the paths of the primary's pages
 * @param hasJsonLog whether the application has the extension for logging in JSON
 */
public record BuildFacts(String application, boolean onManagementPort, boolean healthOnApplicationPort, PrimaryPaths paths,
        boolean hasJsonLog) {
}

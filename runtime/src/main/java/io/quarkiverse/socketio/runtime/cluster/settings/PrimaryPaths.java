package io.quarkiverse.socketio.runtime.cluster.settings;

/**
 * The absolute paths of the pages that the primary serves.
 *
 * @param metrics empty where there are none
 * @param cluster the state of the cluster; below it are the paths of its commands
 */
public record PrimaryPaths(HealthPaths health, String metrics, String cluster) {
}

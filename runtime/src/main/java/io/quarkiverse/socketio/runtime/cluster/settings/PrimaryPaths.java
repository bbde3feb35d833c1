package io.quarkiverse.socketio.runtime.cluster.settings;

/**
 * The absolute paths of what the primary serves.
 *
 * @param metrics empty where there are none
 * @param cluster the state of the cluster; below it are its commands
 */
public record PrimaryPaths(HealthPaths health, String metrics, String cluster) {
}

package io.quarkiverse.socketio.runtime.quarkus;

/**
 * What the build knows and the primary needs.
 *
 * @param application its name and version, as the first log line names it
 * @param healthPath absolute, as the three others; all are empty when the shared port has no health endpoints
 */
public record BuildFacts(String application, String healthPath, String livePath, String readyPath, String startedPath) {
}

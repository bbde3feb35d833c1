package io.quarkiverse.socketio.runtime.admin;

import java.time.Instant;

/**
 * This server, as administrators see it. Thread: any; immutable.
 *
 * @param serverId differs between all servers of a cluster
 */
public record ServerIdentity(String serverId, String hostname, long pid, Instant startedAt) {
}

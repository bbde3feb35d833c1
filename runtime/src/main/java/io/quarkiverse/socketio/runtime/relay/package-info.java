/**
 * Relays a request that reached another worker than its session's owner to the owner, over the owner's Unix socket. Entry:
 * {@link RelayHandler}.
 * <p>
 * May import Vert.x and Netty's channels, {@code cluster.link}, {@code cluster.handoff} (the preamble of a connection) and
 * {@code http} (closing a connection).
 */
@NullMarked
package io.quarkiverse.socketio.runtime.relay;

import org.jspecify.annotations.NullMarked;

/**
 * A request that reached the wrong worker is served by its owner, over the owner's Unix socket. Entry: {@link RelayHandler}.
 * <p>
 * May import Vert.x and Netty's channels, {@code cluster.link}, {@code cluster.handoff} (what goes before a connection) and
 * {@code http} (how one ends).
 */
@NullMarked
package io.quarkiverse.socketio.runtime.relay;

import org.jspecify.annotations.NullMarked;

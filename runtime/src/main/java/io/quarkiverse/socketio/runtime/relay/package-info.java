/**
 * A request that reached the wrong worker is served by its owner, over the owner's Unix socket. Entry: {@link RelayHandler}.
 * <p>
 * May import Vert.x, its http-proxy, and {@code cluster.link}.
 */
@NullMarked
package io.quarkiverse.socketio.runtime.relay;

import org.jspecify.annotations.NullMarked;

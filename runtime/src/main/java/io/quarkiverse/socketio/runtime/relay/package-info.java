/**
 * Relays a request that reached another process than its session's owner to the owner: to a worker of this host over its Unix
 * socket, to another host over TCP. Entry: {@link RelayHandler}; of the other hosts' end {@link HostReceiver}.
 * <p>
 * May import Vert.x and Netty's channels, {@code cluster.link}, {@code cluster.handoff} (the preamble of a connection) and
 * {@code http} (closing a connection), {@code time}, {@code admission} (reserved descriptors).
 */
@NullMarked
package io.quarkiverse.socketio.runtime.relay;

import org.jspecify.annotations.NullMarked;

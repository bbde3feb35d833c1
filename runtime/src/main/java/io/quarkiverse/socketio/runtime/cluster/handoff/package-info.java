/**
 * Passes an accepted connection, with the bytes already read from it, from the primary to a worker: {@link FdSender},
 * {@link FdReceiver}, and {@link ChannelAdoption}, which makes it a connection of the worker's own HTTP server.
 * <p>
 * May import {@code link} and Netty's transports; only {@link ChannelAdoption} may touch Vert.x and Netty internals.
 */
@NullMarked
package io.quarkiverse.socketio.runtime.cluster.handoff;

import org.jspecify.annotations.NullMarked;

/**
 * Brings an accepted connection, with the bytes already read from it, from the primary to a worker. Either its file descriptor
 * is passed ({@link FdSender}, {@link FdReceiver}), or its bytes are proxied as long as it is open ({@link PipeSender},
 * {@link PipeReceiver}); {@link ChannelAdoption} makes it a connection of the worker's own HTTP server.
 * <p>
 * May import {@code link} and Netty's transports; only {@link ChannelAdoption} and {@link VertxTransport} may touch Vert.x and
 * Netty internals, and only {@link NettyTransport} the classes of a transport.
 */
@NullMarked
package io.quarkiverse.socketio.runtime.cluster.handoff;

import org.jspecify.annotations.NullMarked;

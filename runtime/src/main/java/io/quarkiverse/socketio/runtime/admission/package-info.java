/**
 * Limits connections before the server knows what they request: places for connections that have not sent a request, reserved
 * file descriptors, and a time limit for the heads of requests. Entry: {@link Admission} for the servers of Vert.x,
 * {@link PendingConnections} and {@link Descriptors} for the primary of a cluster.
 * <p>
 * May import Netty; Vert.x only in {@link JdkTransport}.
 */
@NullMarked
package io.quarkiverse.socketio.runtime.admission;

import org.jspecify.annotations.NullMarked;

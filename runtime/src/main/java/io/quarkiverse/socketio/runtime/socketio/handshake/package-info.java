/**
 * How a client connects to a namespace: its handshake, its identity, the answer if it is refused, and what the revisions of the
 * protocol do differently. May import {@code packet} and {@code engineio}.
 */
@NullMarked
package io.quarkiverse.socketio.runtime.socketio.handshake;

import org.jspecify.annotations.NullMarked;

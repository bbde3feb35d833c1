/**
 * What the application emits with: operators that select sockets of a namespace on all servers, and emitters to one socket.
 * {@link BroadcastOperatorImpl} is the entry. May import {@code adapter} and what is below it, and {@code handshake}.
 */
@NullMarked
package io.quarkiverse.socketio.runtime.socketio.operators;

import org.jspecify.annotations.NullMarked;

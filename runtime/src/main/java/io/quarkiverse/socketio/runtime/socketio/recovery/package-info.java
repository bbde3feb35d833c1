/**
 * Connection state recovery: {@link Recovery} gives a client that reconnects its session, and {@link EventLog} the events that
 * it missed; {@link KeptEventDelivery} logs events and delivers them in one order. Sessions are in a {@link SessionStore}. May
 * import {@code rooms}, {@code handshake}, {@code dispatch} and {@code packet}; the adapter is above.
 */
@NullMarked
package io.quarkiverse.socketio.runtime.socketio.recovery;

import org.jspecify.annotations.NullMarked;

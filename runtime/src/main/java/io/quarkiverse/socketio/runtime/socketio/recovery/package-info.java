/**
 * Connection state recovery: {@link Recovery} gives a client that reconnects its session, and {@link EventLog} the events that
 * it missed. A broadcast that is kept for them has a <em>place</em>, its number in the order of all kept events of all servers;
 * a <em>direct event</em> is for one socket alone. {@link KeptEventDelivery} logs kept events and delivers them in that order.
 * Sessions are in a {@link SessionStore}. May import {@code rooms}, {@code handshake}, {@code dispatch} and {@code packet}; the
 * adapter is above.
 */
@NullMarked
package io.quarkiverse.socketio.runtime.socketio.recovery;

import org.jspecify.annotations.NullMarked;

/**
 * The two transports, long-polling and WebSocket. Input and output go through the ports {@link PollExchange} and
 * {@link WebSocketLink}; a transport knows its session only as {@link TransportListener}.
 */
@NullMarked
package io.quarkiverse.socketio.runtime.engineio.transport;

import org.jspecify.annotations.NullMarked;

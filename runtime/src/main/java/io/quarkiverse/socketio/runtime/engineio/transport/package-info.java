/**
 * The rules of the two transports; the bytes are moved by the ports {@link PollExchange} and {@link WebSocketLink}. A transport
 * knows its session only as {@link TransportListener}.
 */
@NullMarked
package io.quarkiverse.socketio.runtime.engineio.transport;

import org.jspecify.annotations.NullMarked;

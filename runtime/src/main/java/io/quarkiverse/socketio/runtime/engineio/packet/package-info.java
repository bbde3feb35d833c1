/**
 * The encoding of Engine.IO: packet types, sent frames, the payloads of long-polling. Entry: {@link Protocol}, one for each
 * revision of the protocol. Imports only Netty's buffers.
 */
@NullMarked
package io.quarkiverse.socketio.runtime.engineio.packet;

import org.jspecify.annotations.NullMarked;

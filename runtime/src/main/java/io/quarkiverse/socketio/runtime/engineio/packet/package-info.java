/**
 * What goes over the wire of Engine.IO: packet types, the frames sent, the payloads of long-polling. {@link Protocol} is the
 * seam between the revisions of the protocol. Imports only Netty's buffers.
 */
@NullMarked
package io.quarkiverse.socketio.runtime.engineio.packet;

import org.jspecify.annotations.NullMarked;

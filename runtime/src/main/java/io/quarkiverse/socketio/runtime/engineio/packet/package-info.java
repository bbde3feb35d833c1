/**
 * What goes over the wire of Engine.IO v4: packet types, the frames sent and the payload of long-polling. Imports only Netty's
 * buffers.
 */
@NullMarked
package io.quarkiverse.socketio.runtime.engineio.packet;

import org.jspecify.annotations.NullMarked;

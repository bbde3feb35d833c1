/**
 * Packets of Socket.IO: {@link PacketParser} is the seam for other encodings; {@link JsonPacketParser} is that of npm
 * socket.io-parser, {@link MsgpackPacketParser} that of npm socket.io-msgpack-parser.
 * Stateless: who receives a packet with attachments keeps it until they are there.
 */
@NullMarked
package io.quarkiverse.socketio.runtime.socketio.packet;

import org.jspecify.annotations.NullMarked;

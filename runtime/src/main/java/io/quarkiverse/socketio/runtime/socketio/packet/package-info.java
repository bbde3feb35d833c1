/**
 * Encodes and decodes the packets of Socket.IO: {@link PacketParser} is the port of encodings; {@link JsonPacketParser} is that
 * of npm socket.io-parser, {@link MsgpackPacketParser} that of npm socket.io-msgpack-parser. Stateless: the caller keeps a
 * packet until its attachments have arrived.
 */
@NullMarked
package io.quarkiverse.socketio.runtime.socketio.packet;

import org.jspecify.annotations.NullMarked;

package io.quarkiverse.socketio.runtime.socketio.rooms;

import io.quarkiverse.socketio.runtime.socketio.packet.EncodedPacket;

/**
 * What a client of this server answered to a broadcast.
 *
 * @param sender the answers of this client that are held
 */
public record ClientAnswer(EncodedPacket packet, HeldAnswers sender) {
}

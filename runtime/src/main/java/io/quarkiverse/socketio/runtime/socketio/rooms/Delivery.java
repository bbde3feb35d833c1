package io.quarkiverse.socketio.runtime.socketio.rooms;

import io.quarkiverse.socketio.runtime.socketio.packet.PacketFrames;

/**
 * A packet that sockets are to send, as {@link LocalSocket#deliver(PacketFrames, boolean)} has it. Each socket retains the
 * frames for itself.
 */
public record Delivery(PacketFrames frames, boolean mayDrop) {
}

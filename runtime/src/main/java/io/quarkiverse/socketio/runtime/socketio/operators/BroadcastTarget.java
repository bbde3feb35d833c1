package io.quarkiverse.socketio.runtime.socketio.operators;

import io.quarkiverse.socketio.runtime.socketio.adapter.Adapter;
import io.quarkiverse.socketio.runtime.socketio.packet.EncodedPacket;
import io.quarkiverse.socketio.runtime.socketio.packet.IncomingPacket;
import io.quarkiverse.socketio.runtime.socketio.packet.PacketParser;

/**
 * A namespace as the operators see it.
 *
 * @param namespace its name
 */
public record BroadcastTarget(String namespace, PacketParser parser, Adapter adapter) {

    /** Encodes an event that asks for no acknowledgement. */
    public EncodedPacket encodeEvent(String event, Object... args) {
        return parser.encodeEvent(namespace, IncomingPacket.NO_ACK, event, args);
    }
}

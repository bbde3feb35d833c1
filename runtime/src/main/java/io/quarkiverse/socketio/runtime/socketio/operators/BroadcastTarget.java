package io.quarkiverse.socketio.runtime.socketio.operators;

import io.quarkiverse.socketio.runtime.socketio.adapter.Adapter;
import io.quarkiverse.socketio.runtime.socketio.packet.EncodedPacket;
import io.quarkiverse.socketio.runtime.socketio.packet.IncomingPacket;
import io.quarkiverse.socketio.runtime.socketio.packet.PacketParser;

/**
 * What operators use of the namespace that they emit to.
 *
 * @param namespace the name of the namespace
 */
public record BroadcastTarget(String namespace, PacketParser parser, Adapter adapter) {

    /** Encodes an event that asks for no acknowledgement. */
    public EncodedPacket encodeEvent(String event, Object... args) {
        return parser.encodeEvent(namespace, IncomingPacket.NO_ACK, event, args);
    }
}

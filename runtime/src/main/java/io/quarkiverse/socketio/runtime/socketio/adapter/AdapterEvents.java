package io.quarkiverse.socketio.runtime.socketio.adapter;

import io.quarkiverse.socketio.runtime.socketio.packet.EncodedPacket;

/** What the adapter of a namespace tells it. Called on a thread that must not block. */
@FunctionalInterface
public interface AdapterEvents {
    /** Another server emitted an event to servers. */
    void onServerSideEmit(EncodedPacket event);
}

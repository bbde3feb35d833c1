package io.quarkiverse.socketio.runtime.socketio.adapter;

import io.quarkiverse.socketio.runtime.socketio.packet.PacketFrames;

/**
 * A socket of this server, as the adapter sees it.
 * <p>
 * Thread: any.
 */
public interface Member {
    String id();

    /** Sends a packet and spends the caller's reference; may drop it if that is allowed and the client cannot take it now. */
    void deliver(PacketFrames packet, boolean mayDrop);

    void disconnect(boolean close);

    /** The application's values, encoded by the parser. */
    byte[] encodedData();
}

package io.quarkiverse.socketio.runtime.engineio.transport;

import io.quarkiverse.socketio.runtime.engineio.packet.Packet;

/** What a transport tells its session, on the session's event loop. */
public interface TransportListener {

    void onPacket(Packet packet);

    /** A whole message or body came, of so many bytes. */
    void onReceived(int bytes);

    /** A message or body of so many bytes was given to the connection. */
    void onSent(int bytes);

    /** So many bytes more, or less, wait in the transport; at its end none do. */
    void onQueued(long change);

    /** Runs an action after the current task of the session's event loop. */
    void later(Runnable action);

    /** The transport ended by itself; called at most once. */
    void onTransportEnd(CloseReason reason);
}

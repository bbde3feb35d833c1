package io.quarkiverse.socketio.runtime.engineio.transport;

import io.quarkiverse.socketio.runtime.engineio.packet.Packet;

/** Receives the packets and events of a transport: its session. Thread: the session's event loop. */
public interface TransportListener {

    void onPacket(Packet packet);

    /** A whole message or body was received, of so many bytes. */
    void onReceived(int bytes);

    /** A message or body was written to the connection, of so many bytes. */
    void onSent(int bytes);

    /** The bytes queued in the transport have changed by so many; at its end they are back at 0. */
    void onQueued(long change);

    /** Runs an action after the current task of the session's event loop. */
    void executeLater(Runnable action);

    /** The client or an error closed the transport. Called at most once. */
    void onTransportClosed(CloseReason reason);
}

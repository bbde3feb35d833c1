package io.quarkiverse.socketio.runtime.socketio;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.Connection;
import io.quarkiverse.socketio.DisconnectReason;
import io.quarkiverse.socketio.runtime.engineio.EngineSession;
import io.quarkiverse.socketio.runtime.socketio.dispatch.Backlog;
import io.quarkiverse.socketio.runtime.socketio.dispatch.ServerStats;
import io.quarkiverse.socketio.runtime.socketio.handshake.ConnectError;
import io.quarkiverse.socketio.runtime.socketio.handshake.ProtocolRevision;
import io.quarkiverse.socketio.runtime.socketio.packet.EncodedPacket;

/**
 * What a socket uses of the connection of its client: its session and options, and the sending of packets.
 * <p>
 * Thread: the session's event loop.
 */
interface ClientLink {
    EngineSession session();

    ProtocolRevision revision();

    Connection connection();

    Backlog backlog();

    ServerStats stats();

    /**
     * Sends the CONNECT packet that answers the client's, after all middlewares have admitted the socket.
     *
     * @param pid the secret by which the client may recover its session; {@code null} if it cannot
     */
    void onConnected(SocketImpl socket, @Nullable String pid);

    /** Sends a CONNECT_ERROR, after a middleware has refused the socket. */
    void refuse(SocketImpl socket, ConnectError error);

    void send(EncodedPacket packet);

    /** Removes a socket that is disconnected. */
    void remove(SocketImpl socket);

    /** Disconnects all sockets, each with a DISCONNECT packet, and closes the connection. */
    void disconnectAll();

    /** Closes the connection without DISCONNECT packets. */
    void close(DisconnectReason reason);
}

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
 * The connection of a client as its sockets see it.
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
     * Answers the CONNECT packet: all middlewares let the socket pass.
     *
     * @param pid the secret by which the client may recover its session; {@code null} if it cannot
     */
    void onConnected(SocketImpl socket, @Nullable String pid);

    /** Answers with CONNECT_ERROR: a middleware refused the socket. */
    void refuse(SocketImpl socket, ConnectError error);

    void send(EncodedPacket packet);

    /** Removes a socket that is disconnected. */
    void remove(SocketImpl socket);

    /** Disconnects all sockets, each with a DISCONNECT packet, and closes the connection. */
    void disconnectAll();

    /** Closes the connection without DISCONNECT packets. */
    void close(DisconnectReason reason);
}

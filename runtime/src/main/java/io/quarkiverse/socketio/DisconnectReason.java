package io.quarkiverse.socketio;

/**
 * The reason why a socket was disconnected.
 *
 * <pre>{@code
 * @OnDisconnect
 * void disconnected(Socket socket, DisconnectReason reason) {
 *     if (reason == DisconnectReason.CLIENT_NAMESPACE_DISCONNECT) { // otherwise the client may come back
 *         players.remove(socket.id());
 *     }
 * }
 * }</pre>
 *
 * Protocol: Socket.IO v5, "Disconnection from a namespace"; Engine.IO v4, "Heartbeat".
 */
public enum DisconnectReason {
    /** The transport failed, for example a frame could not be written. The client reconnects. */
    TRANSPORT_ERROR("transport error"),
    /** The client closed its tab, or the network was lost. The client, if it is still there, reconnects. */
    TRANSPORT_CLOSE("transport close"),
    /** The server closed the Engine.IO session below the sockets. */
    FORCED_CLOSE("forced close"),
    /** No heartbeat was received in time. The client reconnects. */
    PING_TIMEOUT("ping timeout"),
    /** The client sent something that is not a Socket.IO packet. */
    PARSE_ERROR("parse error"),
    /** The server, or this worker of it, stops. The client reconnects. */
    SERVER_SHUTTING_DOWN("server shutting down"),
    /** The server closed the connection because the client violated the protocol, or joined no namespace in time. */
    FORCED_SERVER_CLOSE("forced server close"),
    /** The client called {@code socket.disconnect()}. */
    CLIENT_NAMESPACE_DISCONNECT("client namespace disconnect"),
    /** The application called {@link Socket#disconnect() Socket.disconnect}. The client does not reconnect by itself. */
    SERVER_NAMESPACE_DISCONNECT("server namespace disconnect");

    private final String text;

    DisconnectReason(String text) {
        this.text = text;
    }

    /** {@return the text that Socket.IO's server uses for this reason, such as {@code "transport close"}} */
    @Override
    public String toString() {
        return text;
    }
}

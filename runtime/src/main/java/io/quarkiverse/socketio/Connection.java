package io.quarkiverse.socketio;

import java.util.function.Consumer;

/**
 * The connection below the sockets of one client ({@code socket.conn} in Socket.IO's own documentation): one Engine.IO session,
 * which all namespaces of the client share.
 *
 * <pre>{@code
 * io.onConnection(socket -> {
 *     log(socket.conn().transport()); // "polling", as a rule
 *     socket.conn().onUpgrade(transport -> log(transport)); // "websocket"
 * });
 * }</pre>
 *
 * Thread: any. Listeners are called on the event loop and must not block; what they throw is logged. They cannot be removed;
 * they end with the connection.
 */
public interface Connection {

    /** What carries the packets now: {@code "polling"} or {@code "websocket"}. While a client tries a WebSocket, polling. */
    String transport();

    /** The revision of Engine.IO that the client speaks: 4, or 3 with {@code quarkus.socketio.allow-eio3}. */
    int protocol();

    /** The address of the client that opened it, as in {@link Handshake#address()}. */
    String remoteAddress();

    /**
     * Called once, with the name of the new transport, when a client has gone from polling to a WebSocket; not if that was
     * before.
     */
    Connection onUpgrade(Consumer<String> listener);

    /**
     * Called once, after the {@code disconnect} handlers of the sockets, or at once if the connection is closed already. A
     * close that was asked for by the server is {@link DisconnectReason#FORCED_CLOSE} here, whatever the sockets are told.
     */
    Connection onClose(Consumer<DisconnectReason> listener);

    /**
     * Closes the connection with all its sockets, which are told {@link DisconnectReason#FORCED_CLOSE}. No DISCONNECT packet is
     * sent: the client connects again by itself, unlike after {@link Socket#disconnect(boolean)}.
     */
    void close();
}

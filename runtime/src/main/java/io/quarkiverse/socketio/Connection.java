package io.quarkiverse.socketio;

import java.util.function.Consumer;

/**
 * The connection of one client, which its sockets in all namespaces share: one Engine.IO session ({@code socket.conn} in
 * Socket.IO's own documentation).
 *
 * <pre>{@code
 * io.onConnection(socket -> {
 *     Log.info(socket.conn().transport()); // "polling", as a rule
 *     socket.conn().onUpgrade(transport -> Log.info(transport)); // "websocket"
 * });
 * }</pre>
 *
 * Listeners last as long as the connection unless they are removed. An exception that a listener throws is logged.
 * <p>
 * Thread: any; listeners are called on the event loop of the connection and must not block.
 * <p>
 * Protocol: Engine.IO v4, "Protocol".
 */
public interface Connection {

    /**
     * Returns the name of the transport that carries the packets now. It is {@code "polling"} until an upgrade is complete.
     *
     * @return {@code "polling"} or {@code "websocket"}
     */
    String transport();

    /** {@return the revision of the Engine.IO protocol: 4, or 3 with {@code quarkus.socketio.allow-eio3}} */
    int protocol();

    /** {@return the address of the client that opened the connection, as {@link Handshake#address()}} */
    String remoteAddress();

    /**
     * Registers a listener that is called once, when the client has changed from polling to a WebSocket. It is not called if
     * that happened before.
     * <p>
     * Protocol: Engine.IO v4, "Upgrade".
     *
     * @param listener receives the name of the new transport
     * @return this connection
     */
    Connection onUpgrade(Consumer<String> listener);

    /**
     * Removes a listener that {@link #onUpgrade onUpgrade} registered; does nothing if it is not registered.
     *
     * @param listener the listener
     * @return this connection
     */
    Connection offUpgrade(Consumer<String> listener);

    /**
     * Registers a listener that is called once, after the {@code disconnect} handlers of the sockets, or at once if the
     * connection is closed already. Where the server closed the connection, the reason is always
     * {@link DisconnectReason#FORCED_CLOSE}, whatever reason the sockets have.
     *
     * @param listener receives the reason
     * @return this connection
     */
    Connection onClose(Consumer<DisconnectReason> listener);

    /**
     * Removes a listener that {@link #onClose onClose} registered; does nothing if it is not registered.
     *
     * @param listener the listener
     * @return this connection
     */
    Connection offClose(Consumer<DisconnectReason> listener);

    /**
     * Closes the connection with all its sockets, which are disconnected with {@link DisconnectReason#FORCED_CLOSE}. No
     * DISCONNECT packet is sent, so the client connects again, unlike after
     * {@link Socket#disconnect(boolean) Socket.disconnect(boolean)}.
     */
    void close();
}

package io.quarkiverse.socketio.runtime.socketio.dispatch;

import java.util.Map;

import io.quarkiverse.socketio.Arguments;
import io.quarkiverse.socketio.Socket;

/**
 * PORT: observes all sockets of a namespace. What it throws is logged; the socket is not affected.
 * <p>
 * Thread: the socket's event loop, unless stated otherwise; must not block.
 */
public interface SocketObserver {

    /** Returns whether events are to be passed now: those that are sent are decoded for it. */
    boolean isActive();

    /** The client has sent an event; called before interceptors and handlers. */
    void onReceived(Socket socket, String event, Arguments arguments);

    /** An event is sent to the client, perhaps as one recipient of a broadcast. */
    void onSent(Socket socket, String event, Arguments arguments);

    /** The client has changed from polling to a WebSocket. Must not throw. */
    void onUpgraded(Socket socket);

    /** Values of {@link Socket#data()} were added, replaced or removed. */
    void onDataChanged(Socket socket);

    /**
     * Returns the data of a socket as servers that fetch it receive it. Thread: any.
     *
     * @param data that of the socket, perhaps with additions of another observer; must not be changed
     */
    default Map<String, Object> dataForServers(Socket socket, Map<String, Object> data) {
        return data;
    }
}

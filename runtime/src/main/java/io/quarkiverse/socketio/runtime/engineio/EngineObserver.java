package io.quarkiverse.socketio.runtime.engineio;

import io.quarkiverse.socketio.runtime.engineio.transport.CloseReason;

/**
 * PORT: observes the sessions of a server, and their messages without the packets of the protocol itself.
 * <p>
 * Thread: the session's event loop; must not block and must not throw.
 */
public interface EngineObserver {

    void onOpened();

    void onClosed(CloseReason reason);

    /** @param bytes of the message, without the type of the packet */
    void onReceived(int bytes);

    /** As {@link #onReceived}, for a message that is sent; a broadcast counts once for each recipient. */
    void onSent(int bytes);
}

package io.quarkiverse.socketio.runtime.engineio;

import io.netty.buffer.ByteBuf;
import io.quarkiverse.socketio.runtime.engineio.transport.CloseReason;

/**
 * Receives the messages and the end of one session: the layer above. Called on the session's event loop; an exception is logged
 * as a bug and closes the session.
 */
public interface EngineListener {

    /** A text message in UTF-8 was received; the buffer is on the heap and may be kept. */
    void onText(ByteBuf utf8);

    /** A binary message was received; the buffer is on the heap and may be kept. */
    void onBinary(ByteBuf data);

    /** The session was upgraded to WebSocket. */
    default void onUpgraded() {
    }

    /** The session was closed. Called once, after everything else. */
    void onClose(CloseReason reason);
}

package io.quarkiverse.socketio.runtime.engineio;

import io.netty.buffer.ByteBuf;
import io.quarkiverse.socketio.runtime.engineio.transport.CloseReason;

/**
 * The layer above one session. Called on the session's event loop; what it throws is logged as a fault of ours and ends the
 * session.
 */
public interface EngineListener {

    /** A text message in UTF-8; the buffer lies on the heap and may be kept. */
    void onText(ByteBuf utf8);

    /** A binary message; the buffer lies on the heap and may be kept. */
    void onBinary(ByteBuf data);

    /** The session goes on with another transport. */
    default void onUpgraded() {
    }

    /** Called once; nothing comes after it. */
    void onClose(CloseReason reason);
}

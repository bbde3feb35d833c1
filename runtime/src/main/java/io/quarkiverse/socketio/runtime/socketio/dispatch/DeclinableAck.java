package io.quarkiverse.socketio.runtime.socketio.dispatch;

import io.quarkiverse.socketio.Ack;

/** An answer to a server, which can be told that there will be none. Thread: any. */
public interface DeclinableAck extends Ack {

    /** Nothing will be sent, so that nobody waits for it; does nothing after {@link #send}. */
    void decline();
}

package io.quarkiverse.socketio.runtime.socketio.dispatch;

import io.quarkiverse.socketio.Ack;

/** An acknowledgement to a server that can also be declined. Thread: any. */
public interface DeclinableAck extends Ack {

    /** Tells the server that no answer will be sent, so that it does not wait; does nothing after {@link #send}. */
    void decline();
}

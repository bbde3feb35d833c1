package io.quarkiverse.socketio.runtime.socketio.dispatch;

import io.quarkiverse.socketio.Ack;

/** The acknowledgement of a server-side event, which this server may also decline to send. Thread: any. */
public interface DeclinableAck extends Ack {

    /** Declares that no answer will be sent, so that the server does not wait; does nothing after {@link #send}. */
    void decline();
}

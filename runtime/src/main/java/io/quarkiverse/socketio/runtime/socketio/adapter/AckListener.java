package io.quarkiverse.socketio.runtime.socketio.adapter;

import io.quarkiverse.socketio.runtime.socketio.rooms.ClientAnswer;

/** Receives the acknowledgements of the clients of this server to a broadcast. Thread: any; must not block. */
public interface AckListener {

    /** Called first, once, with the number of clients that the event was sent to. */
    void onCount(int clients);

    /** Called for each client that answers. */
    void onAck(ClientAnswer answer);

    /** Called for each client that was disconnected and will not answer. */
    void onGone();
}

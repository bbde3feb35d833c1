package io.quarkiverse.socketio.runtime.socketio.adapter;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.runtime.socketio.packet.EncodedPacket;

/** Receives the acknowledgements of the clients of one server to a broadcast. Thread: any; must not block. */
public interface AckListener {

    /** Called first, once, with the number of clients that the event was sent to. */
    void onCount(int clients);

    /** Called once for each client; with {@code null} if it was disconnected and will not answer. */
    void onAck(@Nullable EncodedPacket answer);
}

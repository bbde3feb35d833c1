package io.quarkiverse.socketio.runtime.socketio.adapter;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.runtime.socketio.packet.EncodedPacket;

/** Hears how the clients of one server answer a broadcast. Thread: any; must not block. */
public interface AckListener {

    /** First, and once: how many clients were asked. */
    void onCount(int clients);

    /** Once for each client; {@code null} for one that was disconnected and will not answer. */
    void onAck(@Nullable EncodedPacket answer);
}

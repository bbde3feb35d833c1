package io.quarkiverse.socketio.runtime.socketio.adapter;

import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.runtime.socketio.packet.EncodedPacket;
import io.quarkiverse.socketio.runtime.socketio.recovery.RecoveryCallbacks;

/**
 * The callbacks of an adapter to its namespace.
 * <p>
 * Thread: called on a thread that must not block.
 */
public interface AdapterCallbacks extends RecoveryCallbacks {

    /**
     * Another server emitted an event to servers.
     *
     * @param answer if that server wants one: takes this server's answer, or {@code null} when there will be none; once
     */
    void onServerSideEmit(EncodedPacket event, @Nullable Consumer<@Nullable EncodedPacket> answer);

    /** Returns an acknowledgement id that no socket of this namespace waits for. */
    long nextAckId();

    /** Returns how many rooms a socket may be in, not counting that of its own id. Always the same. */
    int roomsPerSocket();
}

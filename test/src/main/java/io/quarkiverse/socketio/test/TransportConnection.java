package io.quarkiverse.socketio.test;

import java.util.Deque;
import java.util.concurrent.CompletableFuture;

import io.quarkiverse.socketio.runtime.engineio.packet.Packet;

/**
 * The connection of one transport.
 * <p>
 * Thread: that of the client, also for the calls of its listener.
 */
sealed interface TransportConnection permits PollingConnection, WebSocketConnection {

    /** What a transport reports, until it is dropped or closed. */
    interface Listener {

        void onPacket(Packet packet);

        /** The transport has ended. */
        void onEnd(String cause);
    }

    /** Takes one or more messages from the queue, which is not empty, and sends them; the caller waits for their end. */
    CompletableFuture<?> send(Deque<EngineMessage> queue);

    /** Ends the connection as a broken line does: without a message to the server. */
    CompletableFuture<?> drop();

    /** Ends the connection in order, after everything has been sent. */
    CompletableFuture<?> close();
}

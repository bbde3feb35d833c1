package io.quarkiverse.socketio.runtime.engineio.transport;

import io.netty.buffer.ByteBuf;
import io.quarkiverse.socketio.runtime.engineio.packet.EncodedPayload;
import io.quarkiverse.socketio.runtime.engineio.packet.EngineError;

/**
 * PORT: one HTTP request of long-polling and its answer. Exactly one of the answering methods is called, once; after the client
 * has gone they do nothing but release what they are given.
 * <p>
 * Thread: called on the session's event loop, and calls back on it.
 */
public interface PollExchange {

    /** Whether the request's content type is {@code application/octet-stream}. */
    boolean isOctetStream();

    /** This request was a handshake; its session has that id. Comes before the answer. */
    void onOpened(String sid);

    /**
     * Answers a GET with 200 and this payload, which is released.
     *
     * @param compressible whether who sent it lets it be compressed
     */
    void respond(EncodedPayload payload, boolean compressible);

    /** Answers a POST with 200 and {@code ok}. */
    void acknowledge();

    /** Answers with the error's status and body. */
    void refuse(EngineError error);

    /** Answers with 413 and closes the connection, so that the rest of the body need not be read. */
    void refuseTooLarge();

    /** Reads the body of a POST, within the limits of its size and time; one that comes too slowly counts as aborted. */
    void receive(BodyReceiver receiver);

    /** Calls back if the client closes the connection before it was answered. */
    void onAbort(Runnable aborted);

    /** Exactly one of these is called. */
    interface BodyReceiver {
        /** The whole body, on the heap. */
        void onBody(ByteBuf body);

        void onTooLarge();

        void onAborted();
    }
}

package io.quarkiverse.socketio.runtime.engineio.transport;

import org.jspecify.annotations.Nullable;

import io.netty.buffer.ByteBuf;
import io.quarkiverse.socketio.runtime.engineio.packet.EncodedPayload;
import io.quarkiverse.socketio.runtime.engineio.packet.EngineError;

/**
 * PORT: an HTTP request of long-polling and its response. Exactly one of the responding methods is called, once; if the client
 * has closed the connection, they only release their arguments.
 * <p>
 * Thread: called on the session's event loop, and calls back on it.
 */
public interface PollExchange {

    /**
     * Returns what distinguishes this GET from others of the session, the parameter {@code t} of the URL; {@code null} if the
     * client sends none, and of a handshake.
     */
    @Nullable
    String timestamp();

    /** Returns whether the request's content type is {@code application/octet-stream}. */
    boolean isOctetStream();

    /** The request was a handshake and opened the session of that id. Called before the response. */
    void onOpened(String sid);

    /**
     * Responds to a GET with status 200 and this payload, which is released.
     *
     * @param compressible whether the application permits compression
     */
    void respond(EncodedPayload payload, boolean compressible);

    /** Responds to a POST with status 200 and {@code ok}. */
    void acknowledge();

    /** Responds with the error's status and body. */
    void refuse(EngineError error);

    /** Responds with status 413 and closes the connection, so that the rest of the body need not be read. */
    void refuseTooLarge();

    /** Reads the body of a POST within the limits on its size and time; a body that takes too long counts as aborted. */
    void receive(BodyReceiver receiver);

    /** Sets what is called if the client closes the connection before the response. */
    void onAbort(Runnable aborted);

    /** Receives the body of a POST. Exactly one method is called, once. */
    interface BodyReceiver {
        /** The whole body, in a buffer on the heap. */
        void onBody(ByteBuf body);

        void onTooLarge();

        void onAborted();
    }
}

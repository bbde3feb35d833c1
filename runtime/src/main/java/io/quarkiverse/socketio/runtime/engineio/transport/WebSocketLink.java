package io.quarkiverse.socketio.runtime.engineio.transport;

import io.netty.buffer.ByteBuf;

/**
 * PORT: a WebSocket connection.
 * <p>
 * Thread: the session's event loop; {@link #start} calls its receiver there.
 */
public interface WebSocketLink {

    /** Begins to read; messages and the end of the connection are told to the receiver, in order. */
    void start(Receiver receiver);

    /**
     * Tells no more messages, and reads none, until {@link #resume}; an end of the connection is told after what came before
     * it.
     */
    void pause();

    void resume();

    /** Writes an encoded frame and releases it; the link may compress it where that is allowed. */
    void write(ByteBuf frame, boolean compressible);

    /** Whether the connection takes more without queueing much. */
    boolean isWritable();

    /** Bytes written that the client has not taken yet. Thread: any. */
    long pendingBytes();

    /** Closes after what was written, but in bounded time; {@code code} as in RFC 6455, 7.4. */
    void close(int code);

    /**
     * Ends the connection at once, without a Close frame, and drops what the client does not take now. The official Java
     * client does not hear of a Close frame and would wait for its heartbeat; all clients see the end of the connection.
     */
    void abort();

    /** Makes the session's loop run where this connection's I/O happens, from the end of the current task on. */
    void adopt();

    /** Hears of the connection. */
    interface Receiver {
        /** A whole text message; the buffer lies on the heap and may be kept. */
        void onText(ByteBuf utf8);

        /** A whole binary message; the buffer lies on the heap and may be kept. */
        void onBinary(ByteBuf data);

        /** What the client sent is no message within the limits; the connection is being closed and tells no more. */
        void onRefused();

        /** Called once, whoever closed. */
        void onClosed();
    }
}

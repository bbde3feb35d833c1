package io.quarkiverse.socketio.runtime.engineio.transport;

import io.netty.buffer.ByteBuf;

/**
 * PORT: a WebSocket connection.
 * <p>
 * Thread: the session's event loop; {@link #start} calls its receiver there.
 */
public interface WebSocketLink {

    /** Passes messages and the end of the connection to the receiver from now on, in order; another call replaces it. */
    void start(Receiver receiver);

    /** Stops reading and delivering until {@link #resume}; the end of the connection is delivered after earlier messages. */
    void pause();

    void resume();

    /** Writes an encoded frame and releases it; the link may compress it where that is allowed. */
    void write(ByteBuf frame, boolean compressible);

    /** Returns whether the connection is below its high-water mark. */
    boolean isWritable();

    /** Returns the bytes written that have not left to the client yet. Thread: any. */
    long pendingBytes();

    /** Closes the connection with a code of RFC 6455, 7.4, after everything written before, but in bounded time. */
    void close(int code);

    /**
     * Closes the connection at once, without a Close frame, and drops what cannot be written now. (The official Java client
     * ignores a Close frame and would wait for its heartbeat, but every client notices the end of the connection.)
     */
    void abort();

    /** Moves the session's loop to the thread of this connection's I/O, from the end of the current task on. */
    void moveLoopHere();

    /** Receives the messages and the end of the connection. */
    interface Receiver {
        /** A whole text message was received; the buffer is on the heap and may be kept. */
        void onText(ByteBuf utf8);

        /** A whole binary message was received; the buffer is on the heap and may be kept. */
        void onBinary(ByteBuf data);

        /** The client sent an invalid or too large message; the connection is being closed and delivers no more. */
        void onInvalidMessage();

        /** The connection is closed, by either side. Called once. */
        void onClosed();
    }
}

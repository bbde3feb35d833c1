package io.quarkiverse.socketio.runtime.engineio.transport;

import io.quarkiverse.socketio.runtime.engineio.packet.Frame;

/**
 * Sends and receives the packets of a session. Packets and the end of the connection go to a {@link TransportListener}.
 * <p>
 * Thread: the session's event loop.
 */
public sealed interface Transport permits PollingTransport, WebSocketTransport {

    /** Returns the name, as in the {@code transport} parameter of requests. */
    String name();

    /** Sends a frame, or queues it until it can be sent; the caller's reference is released. */
    void send(Frame frame);

    /** Returns whether a frame can be written now; volatile messages are dropped otherwise. */
    boolean isWritable();

    /** Returns about how many bytes are queued for the client. Thread: any. */
    long pendingBytes();

    /** Delivers no packets until {@link #resumeReading}, so that the client has to stop sending. */
    void pauseReading();

    void resumeReading();

    /** Closes the connection after the frames sent before; the {@link TransportListener} is not called any more. */
    void close();

    /** Closes the connection at once and drops queued frames. */
    void abort();

    /** Returns whether it is closed; a closed {@code PollingTransport} ends only with the poll that fetches its last frames. */
    boolean isEnded();
}

package io.quarkiverse.socketio.runtime.engineio.transport;

import io.quarkiverse.socketio.runtime.engineio.packet.Frame;

/**
 * What carries the packets of a session now.
 * <p>
 * Thread: the session's event loop.
 */
public sealed interface Transport permits PollingTransport, WebSocketTransport {

    /** As in the {@code transport} parameter of a request. */
    String name();

    /** Sends a frame, or keeps it until it can be sent; spends the caller's reference. */
    void send(Frame frame);

    /** Whether the client can take something now, so that a volatile message has a chance. */
    boolean isWritable();

    /** About how many bytes wait for the client to take them. Thread: any. */
    long pendingBytes();

    /** Tells no more packets until {@link #resumeReading}, so that the client must wait with what it sends. */
    void pauseReading();

    void resumeReading();

    /** Ends the connection after what was sent before; nothing is reported to {@link TransportListener} from here on. */
    void close();

    /** Ends the connection at once and drops what waits. */
    void abort();

    /**
     * Whether there is nothing more to come; a {@code PollingTransport} that was closed waits for the poll that fetches the
     * rest.
     */
    boolean isEnded();
}

package io.quarkiverse.socketio.runtime.engineio.transport;

import java.util.concurrent.atomic.LongAdder;

/**
 * Counts the bytes sent and received by one kind of transport since the start: the bodies of requests and responses, and
 * WebSocket messages, before compression.
 * <p>
 * Thread: any.
 */
public final class ByteCounter {
    private final LongAdder received = new LongAdder();
    private final LongAdder sent = new LongAdder();

    public void addReceived(int bytes) {
        received.add(bytes);
    }

    public void addSent(int bytes) {
        sent.add(bytes);
    }

    /** Returns the bytes received from clients. */
    public long received() {
        return received.sum();
    }

    /** Returns the bytes sent to clients; a broadcast counts once for each recipient. */
    public long sent() {
        return sent.sum();
    }
}

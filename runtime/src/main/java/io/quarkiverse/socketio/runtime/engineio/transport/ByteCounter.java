package io.quarkiverse.socketio.runtime.engineio.transport;

import java.util.concurrent.atomic.LongAdder;

/**
 * How many bytes went over one kind of transport since the start: packets as they stand in the body of a request or in a
 * WebSocket message, before compression.
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

    /** Bytes that came from clients. */
    public long received() {
        return received.sum();
    }

    /** Bytes sent to clients, of a broadcast those of each recipient. */
    public long sent() {
        return sent.sum();
    }
}

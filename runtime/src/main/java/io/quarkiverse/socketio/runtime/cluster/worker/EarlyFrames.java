package io.quarkiverse.socketio.runtime.cluster.worker;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.function.Consumer;

import io.quarkiverse.socketio.runtime.cluster.link.LinkMessage;
import io.quarkiverse.socketio.runtime.cluster.link.SequencerMessage.Sequenced;

/**
 * Keeps the frames of the bus that arrive before it has a listener. Sequenced ones may arrive for as long as the application
 * takes to start: the last ones are kept, as many as the limit allows.
 * <p>
 * Thread: the link's event loop.
 */
final class EarlyFrames {
    static final int MAX_SEQUENCED_BYTES = 16 << 20;
    /** The number of bytes that a frame takes besides its body. */
    private static final int FRAME_BYTES = 100;

    private final Deque<LinkMessage> frames = new ArrayDeque<>();
    private long sequencedBytes;
    private long dropped;

    void add(LinkMessage.Bus frame) {
        frames.add(frame);
    }

    void add(Sequenced frame) {
        frames.add(frame);
        sequencedBytes += bytesOf(frame);
        if (sequencedBytes > MAX_SEQUENCED_BYTES) {
            dropOldest();
        }
    }

    private void dropOldest() {
        Iterator<LinkMessage> oldest = frames.iterator();
        while (sequencedBytes > MAX_SEQUENCED_BYTES && oldest.hasNext()) {
            if (oldest.next() instanceof Sequenced frame) {
                oldest.remove();
                sequencedBytes -= bytesOf(frame);
                dropped = frame.place();
            }
        }
    }

    private static int bytesOf(Sequenced frame) {
        return FRAME_BYTES + frame.body().length;
    }

    /** Returns the last place whose frame was dropped; 0 if none was. */
    long dropped() {
        return dropped;
    }

    void drainTo(Consumer<LinkMessage.Bus> plain, Consumer<Sequenced> sequenced) {
        for (LinkMessage frame : frames) {
            if (frame instanceof Sequenced placed) {
                sequenced.accept(placed);
            } else {
                plain.accept((LinkMessage.Bus) frame);
            }
        }
        frames.clear();
        sequencedBytes = 0;
    }
}

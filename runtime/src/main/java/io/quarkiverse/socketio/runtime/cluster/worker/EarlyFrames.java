package io.quarkiverse.socketio.runtime.cluster.worker;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.function.Consumer;

import io.quarkiverse.socketio.runtime.cluster.link.LinkMessage;
import io.quarkiverse.socketio.runtime.cluster.link.SequencerMessage.Sequenced;

/**
 * Keeps frames of the bus that come before it has a listener. Sequenced ones come from the hello on, and may go on for as long
 * as the application takes to start: of those as many are kept as the limit allows, the last ones.
 * <p>
 * Thread: the link's event loop.
 */
final class EarlyFrames {
    static final int MAX_SEQUENCED_BYTES = 16 << 20;
    /** What a short frame takes. */
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

    /** The last place whose frame was dropped; 0 if none was. */
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

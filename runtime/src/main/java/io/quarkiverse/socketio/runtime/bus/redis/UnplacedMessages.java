package io.quarkiverse.socketio.runtime.bus.redis;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The sequenced messages of this server whose entries were not read yet, in their order. They take a limited number of bytes.
 * <p>
 * Thread: guarded by its owner.
 */
final class UnplacedMessages {
    private final long maxBytes;
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private long bytes;

    private static final class Waiting {
        private final long index;
        private final long bytes;
        private boolean lost;

        Waiting(long index, long bytes) {
            this.index = index;
            this.bytes = bytes;
        }
    }

    UnplacedMessages(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** Whether there is room for another message. */
    boolean accepts(long size) {
        return bytes + size <= maxBytes;
    }

    void add(long index, long size) {
        waiting.add(new Waiting(index, size));
        bytes += size;
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** Returns the index of the message that was added last. */
    long lastIndex() {
        return waiting.isEmpty() ? 0 : waiting.getLast().index;
    }

    /**
     * The entry of a message was read: those before are not in the stream, as they were written before.
     *
     * @return how many messages before have no place; -1 if this message was given up before
     */
    int placed(long index) {
        Waiting first = waiting.peek();
        if (first == null || index < first.index || index > lastIndex()) {
            return -1;
        }
        int lost = giveUp(index - 1);
        remove();
        return lost;
    }

    /** A message was not written. Returns how many messages have no place, from the first one on. */
    int lost(long index) {
        for (Waiting message : waiting) {
            message.lost |= message.index == index;
        }
        int lost = 0;
        for (Waiting first = waiting.peek(); first != null && first.lost; first = waiting.peek()) {
            remove();
            lost++;
        }
        return lost;
    }

    /** Gives up a message and all before it. Returns their number. */
    int giveUp(long index) {
        int lost = 0;
        for (Waiting first = waiting.peek(); first != null && first.index <= index; first = waiting.peek()) {
            remove();
            lost++;
        }
        return lost;
    }

    private void remove() {
        bytes -= waiting.remove().bytes;
    }
}

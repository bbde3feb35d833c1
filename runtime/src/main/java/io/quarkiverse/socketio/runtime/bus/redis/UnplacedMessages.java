package io.quarkiverse.socketio.runtime.bus.redis;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Predicate;

import io.quarkiverse.socketio.runtime.bus.Bus.Placement;

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
        private final Placement placement;
        private boolean lost;

        Waiting(long index, long bytes, Placement placement) {
            this.index = index;
            this.bytes = bytes;
            this.placement = placement;
        }
    }

    UnplacedMessages(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** Whether there is room for another message. */
    boolean accepts(long size) {
        return bytes + size <= maxBytes;
    }

    void add(long index, long size, Placement placement) {
        waiting.add(new Waiting(index, size, placement));
        bytes += size;
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** Returns the index of the message that was added last. */
    long lastIndex() {
        return waiting.isEmpty() ? 0 : waiting.getLast().index;
    }

    /** Whether a message waits for its entry; not if it was given up before. */
    boolean isWaiting(long index) {
        Waiting first = waiting.peek();
        return first != null && index >= first.index && index <= lastIndex();
    }

    /**
     * Removes a message and those before it, which are not in the stream if it is, as they were written before. Returns their
     * placements, in order.
     */
    List<Placement> removeUpTo(long index) {
        return removeWhile(first -> first.index <= index);
    }

    /** A message was not written. Returns the placements of those that have no place, from the first one on. */
    List<Placement> lost(long index) {
        for (Waiting message : waiting) {
            message.lost |= message.index == index;
        }
        return removeWhile(first -> first.lost);
    }

    private List<Placement> removeWhile(Predicate<Waiting> condition) {
        List<Placement> removed = new ArrayList<>();
        for (Waiting first = waiting.peek(); first != null && condition.test(first); first = waiting.peek()) {
            waiting.remove();
            bytes -= first.bytes;
            removed.add(first.placement);
        }
        return removed;
    }
}

package io.quarkiverse.socketio.runtime.bus;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts the messages of each type that this server sent and received over the bus. A message to all other servers counts once
 * where it is sent, and once on each server that receives it.
 * <p>
 * Thread: any.
 */
public final class BusStats {
    private final Map<MessageKind, Count> counts = new EnumMap<>(MessageKind.class);
    private final Count skipped = new Count("skipped");
    private final Count dropped = new Count("dropped");

    /**
     * The counters of one type.
     *
     * @param type as {@code broadcast} or {@code fetch-sockets}; {@code unknown} are messages of later builds that cannot be
     *        read, {@code skipped} are these and those of which only some fields cannot be read, or that are none;
     *        {@code dropped} are those that were not sent
     */
    public record Count(String type, LongAdder sent, LongAdder received) {
        private Count(String type) {
            this(type, new LongAdder(), new LongAdder());
        }
    }

    BusStats() {
        for (MessageKind kind : MessageKind.values()) {
            counts.put(kind, new Count(kind.label()));
        }
    }

    void countSent(ClusterMessage message) {
        of(message).sent.increment();
    }

    void countReceived(ClusterMessage message) {
        of(message).received.increment();
    }

    /** Counts a message that this build cannot read, or not all of it. */
    void countSkipped() {
        skipped.received.increment();
    }

    /** Counts a message of this server that is dropped, besides as one that it sent. */
    void countDropped() {
        dropped.sent.increment();
    }

    private Count of(ClusterMessage message) {
        Count count = counts.get(message.kind());
        if (count == null) {
            throw new IllegalStateException("[BUG] no such kind: " + message.kind());
        }
        return count;
    }

    /** Returns the counters of all types. */
    public Collection<Count> counts() {
        List<Count> all = new ArrayList<>(counts.values());
        all.add(skipped);
        all.add(dropped);
        return all;
    }
}

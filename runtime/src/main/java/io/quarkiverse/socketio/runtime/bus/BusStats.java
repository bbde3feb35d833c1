package io.quarkiverse.socketio.runtime.bus;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/**
 * How many messages of each type this server gave to the bus, and got from it. One for all others counts once
 * where it is sent, and once on each server that gets it.
 * <p>
 * Thread: any.
 */
public final class BusStats {
    private final Map<MessageKind, Count> counts = new EnumMap<>(MessageKind.class);
    private final Count skipped = new Count("skipped");

    /**
     * The messages of one type.
     *
     * @param type as {@code broadcast} or {@code fetch-sockets}; {@code unknown} are those of later builds that cannot be read,
     *        {@code skipped} are these and those of which only some fields cannot be read
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

    void sent(ClusterMessage message) {
        of(message).sent.increment();
    }

    void received(ClusterMessage message) {
        of(message).received.increment();
    }

    /** A message came that this build cannot read, or not all of it. */
    void skipped() {
        skipped.received.increment();
    }

    private Count of(ClusterMessage message) {
        Count count = counts.get(message.kind());
        if (count == null) {
            throw new IllegalStateException("[BUG] no such kind: " + message.kind());
        }
        return count;
    }

    /** All types. */
    public Collection<Count> counts() {
        List<Count> all = new ArrayList<>(counts.values());
        all.add(skipped);
        return all;
    }
}

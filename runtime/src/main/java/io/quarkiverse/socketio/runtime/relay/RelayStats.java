package io.quarkiverse.socketio.runtime.relay;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts the requests for sessions of other hosts that came to this one, and the connections on which other hosts relay.
 * <p>
 * Thread: any.
 */
public final class RelayStats {
    private final Map<RelayOutcome, LongAdder> requests = new EnumMap<>(RelayOutcome.class);
    private final LongAdder accepted = new LongAdder();
    private final LongAdder refused = new LongAdder();

    public RelayStats() {
        for (RelayOutcome outcome : RelayOutcome.values()) {
            requests.put(outcome, new LongAdder());
        }
    }

    void count(RelayOutcome outcome) {
        adder(outcome).increment();
    }

    /** Counts a connection of another host. */
    void countConnection(boolean trusted) {
        (trusted ? accepted : refused).increment();
    }

    /** Returns the number of requests that ended that way. */
    public long requests(RelayOutcome outcome) {
        return adder(outcome).sum();
    }

    /** Returns the number of connections of other hosts that knew the secret, or of those that did not. */
    public long connections(boolean trusted) {
        return (trusted ? accepted : refused).sum();
    }

    private LongAdder adder(RelayOutcome outcome) {
        LongAdder adder = requests.get(outcome);
        if (adder == null) {
            throw new IllegalStateException("[BUG] not counted: " + outcome);
        }
        return adder;
    }
}

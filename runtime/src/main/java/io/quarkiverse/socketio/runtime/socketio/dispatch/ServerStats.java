package io.quarkiverse.socketio.runtime.socketio.dispatch;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/**
 * How much went in and out since the start.
 * <p>
 * Thread: any.
 */
public final class ServerStats {
    private final LongAdder received = new LongAdder();
    private final LongAdder sent = new LongAdder();
    private final LongAdder pendingAcks = new LongAdder();
    private final Map<RecoveryOutcome, LongAdder> recoveries = new EnumMap<>(RecoveryOutcome.class);

    /** What became of a client that wanted to come back to what it left. */
    public enum RecoveryOutcome {
        /** It found it here. */
        RECOVERED,
        /** Another server had it, and gave it away. */
        MOVED,
        /** Nobody has it, or not all of what it missed: it gets a new session. */
        NEW
    }

    public ServerStats() {
        for (RecoveryOutcome outcome : RecoveryOutcome.values()) {
            recoveries.put(outcome, new LongAdder());
        }
    }

    public void countReceived() {
        received.increment();
    }

    public void countSent() {
        sent.increment();
    }

    void countPendingAck() {
        pendingAcks.increment();
    }

    void countEndedAck() {
        pendingAcks.decrement();
    }

    public void countRecovery(RecoveryOutcome outcome) {
        recoveries.get(outcome).increment();
    }

    /** Acknowledgements that clients owe now. */
    public long pendingAcks() {
        return pendingAcks.sum();
    }

    /** How many clients wanted to come back, with that outcome. */
    public long recoveries(RecoveryOutcome outcome) {
        return recoveries.get(outcome).sum();
    }

    /** Events that came from clients. */
    public long eventsReceived() {
        return received.sum();
    }

    /** Events and acknowledgements sent to clients, a broadcast once for each. */
    public long eventsSent() {
        return sent.sum();
    }
}

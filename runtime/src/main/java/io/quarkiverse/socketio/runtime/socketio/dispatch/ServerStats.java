package io.quarkiverse.socketio.runtime.socketio.dispatch;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts the events, acknowledgements and recoveries of a server since its start.
 * <p>
 * Thread: any.
 */
public final class ServerStats {
    private final LongAdder received = new LongAdder();
    private final LongAdder sent = new LongAdder();
    private final LongAdder pendingAcks = new LongAdder();
    private final Map<RecoveryOutcome, LongAdder> recoveries = new EnumMap<>(RecoveryOutcome.class);

    /** The outcome of a client's attempt to recover its session. */
    public enum RecoveryOutcome {
        /** The session was on this server. */
        RECOVERED,
        /** The session was on another server. */
        MOVED,
        /** There is no such session, or some of the missed events are not kept: the client gets a new session. */
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
        counter(outcome).increment();
    }

    /** Returns the acknowledgements that clients have not sent yet. */
    public long pendingAcks() {
        return pendingAcks.sum();
    }

    /** Returns the attempts to recover a session that had an outcome. */
    public long recoveries(RecoveryOutcome outcome) {
        return counter(outcome).sum();
    }

    private LongAdder counter(RecoveryOutcome outcome) {
        return Objects.requireNonNull(recoveries.get(outcome));
    }

    /** Returns the events received from clients. */
    public long eventsReceived() {
        return received.sum();
    }

    /** Returns the events and acknowledgements sent to clients; a broadcast counts once for each. */
    public long eventsSent() {
        return sent.sum();
    }
}

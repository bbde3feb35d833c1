package io.quarkiverse.socketio.runtime.socketio.dispatch;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.runtime.engineio.EngineSession;
import io.quarkiverse.socketio.runtime.engineio.EventLoop;
import io.quarkiverse.socketio.runtime.engineio.transport.CloseReason;
import io.quarkiverse.socketio.runtime.memory.MemoryBudget;

/**
 * The events of one connection that wait for their handlers or are being handled. Stops reading from the client above
 * {@link #PAUSE_COUNT} events or a number of bytes, so that a client that sends faster than its handlers work fills the buffers
 * of the network, not the heap.
 * <p>
 * The bytes are in an account of their own, since a handler may run longer than the session lasts: a client that sends and
 * disconnects again and again must not get around the memory budget. When the account is cut, events that no handler has
 * started are dropped and the session is closed.
 * <p>
 * Thread: {@link #add} and {@link #close} on the session's event loop, the others any.
 */
public final class Backlog {
    /** Reading stops at this number of events: enough for a handler thread to work without a break. */
    public static final int PAUSE_COUNT = 256;
    /** Reading resumes when this number of events is left. */
    static final int RESUME_COUNT = 64;
    /** Reading resumes when this fraction of the bytes is left. */
    static final int RESUME_FRACTION = 4;
    /** About the bytes that an event takes besides its packet. */
    static final int EVENT_BYTES = 500;
    private static final int FIRST_SWEEP = 2 * PAUSE_COUNT;
    private static final AtomicIntegerFieldUpdater<Backlog> WAITING = AtomicIntegerFieldUpdater.newUpdater(Backlog.class,
            "waiting");
    private static final AtomicLongFieldUpdater<Backlog> BYTES = AtomicLongFieldUpdater.newUpdater(Backlog.class, "bytes");

    private final EventLoop loop;
    private final EngineSession session;
    private final long maxBytes;
    private final MemoryBudget.Account account;
    private volatile int waiting;
    /** The bytes of all events, and one more while the session is open: at 0 no event is left and none will be added. */
    private volatile long bytes = 1;
    /** In order of arrival; some may be finished. Made with the first event; only used on the event loop, as all fields below. */
    private @Nullable Deque<PendingEvent> events;
    private int sweepAt = FIRST_SWEEP;
    private boolean paused;

    public Backlog(EngineSession session, long maxBytes) {
        this.loop = session.loop();
        this.session = session;
        this.maxBytes = maxBytes;
        this.account = session.openAccount(() -> loop.execute(this::cut));
    }

    /** @param packetBytes as {@link io.quarkiverse.socketio.runtime.socketio.packet.IncomingPacket#weight} */
    public PendingEvent add(Invocation call, long packetBytes) {
        long weight = EVENT_BYTES + packetBytes;
        PendingEvent event = new PendingEvent(this, call, weight);
        remember(event);
        int count = WAITING.incrementAndGet(this);
        long now = BYTES.addAndGet(this, weight);
        account.add(weight);
        if (account.isCut()) { // a handler that has started may hold the event for any time
            event.drop();
        }
        if ((count >= PAUSE_COUNT || now > maxBytes) && !paused) {
            paused = true;
            session.pauseReading();
        }
        return event;
    }

    /** Removes finished events, since most finish in the order in which they arrive, and adds one. */
    private void remember(PendingEvent event) {
        Deque<PendingEvent> present = events;
        if (present == null) {
            present = new ArrayDeque<>(2);
            events = present;
        }
        while (!present.isEmpty() && present.getFirst().isFinished()) {
            present.removeFirst();
        }
        if (present.size() >= sweepAt) {
            present.removeIf(PendingEvent::isFinished);
            sweepAt = Math.max(FIRST_SWEEP, 2 * present.size());
        }
        present.addLast(event);
    }

    /** All handlers of an event were called, or none will be. */
    void called() {
        if (WAITING.decrementAndGet(this) == RESUME_COUNT) {
            loop.execute(this::resume);
        }
    }

    /** Releases the bytes of an event. */
    void release(long weight) {
        account.remove(weight);
        long rest = BYTES.addAndGet(this, -weight);
        if (rest == 0) {
            account.close();
        } else if (rest <= resumeBytes() && rest + weight > resumeBytes()) {
            loop.execute(this::resume);
        }
    }

    private long resumeBytes() {
        return maxBytes / RESUME_FRACTION;
    }

    private void resume() {
        if (paused && waiting <= RESUME_COUNT && bytes <= resumeBytes()) {
            paused = false;
            session.resumeReading();
        }
    }

    private void cut() {
        if (events != null) {
            events.forEach(PendingEvent::drop);
            events.clear();
        }
        session.close(CloseReason.TRANSPORT_ERROR);
    }

    /** The session is closed: no event will be added. */
    public void close() {
        if (BYTES.decrementAndGet(this) == 0) {
            account.close();
        }
    }
}

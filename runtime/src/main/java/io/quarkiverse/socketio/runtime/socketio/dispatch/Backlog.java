package io.quarkiverse.socketio.runtime.socketio.dispatch;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import io.quarkiverse.socketio.runtime.engineio.EngineSession;
import io.quarkiverse.socketio.runtime.engineio.EventLoop;
import io.quarkiverse.socketio.runtime.engineio.transport.CloseReason;
import io.quarkiverse.socketio.runtime.memory.MemoryBudget;

/**
 * The events of one connection that wait for their handlers or are handled. Above a number of them, or of bytes, the client is
 * held back: one that sends faster than its handlers work fills the network's buffers instead of the heap.
 * <p>
 * What is held has an account of its own, as it is held longer than the session lasts: who sends and goes again must not get
 * around the budget. If it is cut, events that no handler has begun with are dropped, and the session ends.
 * <p>
 * Thread: {@link #add}, {@link #close} on the session's event loop, the others any.
 */
public final class Backlog {
    /** So many let a thread that handles them work without a break. */
    public static final int MOST = 256;
    static final int FEW = 64;
    /** The client goes on when this part of the bytes is left. */
    static final int PART_TO_RESUME = 4;
    /** About what an event takes besides its packet. */
    static final int EVENT_BYTES = 500;
    private static final int FIRST_SWEEP = 2 * MOST;

    private final EventLoop loop;
    private final EngineSession session;
    private final long mostBytes;
    private final MemoryBudget.Account account;
    private final AtomicInteger waiting = new AtomicInteger();
    /** One more than the bytes of all events as long as the session is open; at 0 nothing will come any more. */
    private final AtomicLong bytes = new AtomicLong(1);
    /** In the loop, as all that follows: the events in their order; some of them may be over. */
    private final Deque<PendingEvent> events = new ArrayDeque<>(2);
    private int sweepAt = FIRST_SWEEP;
    private boolean paused;

    public Backlog(EngineSession session, long mostBytes) {
        this.loop = session.loop();
        this.session = session;
        this.mostBytes = mostBytes;
        this.account = session.openAccount(() -> loop.execute(this::cut));
    }

    /** @param packetBytes as {@link io.quarkiverse.socketio.runtime.socketio.packet.IncomingPacket#weight} */
    public PendingEvent add(Invocation call, long packetBytes) {
        long weight = EVENT_BYTES + packetBytes;
        PendingEvent event = new PendingEvent(this, call, weight);
        remember(event);
        int count = waiting.incrementAndGet();
        long now = bytes.addAndGet(weight);
        account.add(weight);
        if (account.isCut()) { // a handler that began with it would hold it for as long as it likes
            event.drop();
        }
        if ((count >= MOST || now > mostBytes) && !paused) {
            paused = true;
            session.pauseReading();
        }
        return event;
    }

    /** Those that are over go when another one comes; most are over in the order in which they came. */
    private void remember(PendingEvent event) {
        while (!events.isEmpty() && events.getFirst().isOver()) {
            events.removeFirst();
        }
        if (events.size() >= sweepAt) {
            events.removeIf(PendingEvent::isOver);
            sweepAt = Math.max(FIRST_SWEEP, 2 * events.size());
        }
        events.addLast(event);
    }

    /** All handlers of an event were called, or none will be. */
    void called() {
        if (waiting.decrementAndGet() == FEW) {
            loop.execute(this::relieve);
        }
    }

    /** The bytes of an event are held no more. */
    void release(long weight) {
        account.remove(weight);
        long rest = bytes.addAndGet(-weight);
        if (rest == 0) {
            account.close();
        } else if (rest <= fewBytes() && rest + weight > fewBytes()) {
            loop.execute(this::relieve);
        }
    }

    private long fewBytes() {
        return mostBytes / PART_TO_RESUME;
    }

    private void relieve() {
        if (paused && waiting.get() <= FEW && bytes.get() <= fewBytes()) {
            paused = false;
            session.resumeReading();
        }
    }

    private void cut() {
        events.forEach(PendingEvent::drop);
        events.clear();
        session.close(CloseReason.TRANSPORT_ERROR);
    }

    /** The session has ended: nothing is added any more. */
    public void close() {
        if (bytes.decrementAndGet() == 0) {
            account.close();
        }
    }
}

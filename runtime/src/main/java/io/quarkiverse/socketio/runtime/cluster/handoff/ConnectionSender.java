package io.quarkiverse.socketio.runtime.cluster.handoff;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;

import io.netty.buffer.ByteBuf;
import io.netty.channel.socket.SocketChannel;

/**
 * Sends connections to one worker. It keeps a connection, and what was read from it, until the worker has acknowledged it, so
 * that those of a worker that dies can be given to another. A limited number is sent at once, the others wait.
 * <p>
 * Thread: the primary's event loop.
 */
public abstract sealed class ConnectionSender permits FdSender, PipeSender {
    /** From this number of pending connections on the worker does not keep up. */
    private static final int MAX_PENDING = 1024;
    /** A worker that lives acknowledges a connection within milliseconds. */
    private static final long LATE_MILLIS = 1000;

    private final int window;
    private final LongSupplier millis;
    private final Deque<PendingHandoff> waiting = new ArrayDeque<>();
    /** The oldest first. */
    private final Set<PendingHandoff> underWay = new LinkedHashSet<>();
    private boolean refusedSome;
    private long refusedAt;
    private boolean stopped;
    private @Nullable Runnable whenIdle;
    private @Nullable Runnable whenClosed;

    /**
     * @param window how many may be under way at once
     * @param millis any steady clock
     */
    ConnectionSender(int window, LongSupplier millis) {
        this.window = window;
        this.millis = millis;
    }

    static long steadyMillis() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }

    /** False once the worker is going or gone: nothing can be sent any more. */
    public final boolean isOpen() {
        return !stopped;
    }

    /** Whether no more connections should be accepted for the worker: it is far behind, or could not take one lately. */
    public final boolean isFull() {
        return isBackedUp() || isRefusing();
    }

    /** Whether the worker is far behind. */
    public final boolean isBackedUp() {
        return underWay.size() + waiting.size() >= MAX_PENDING;
    }

    /** Whether it could not take a connection lately, as it has no descriptors left: it is not asked again for a while. */
    public final boolean isRefusing() {
        return refusedSome && millis.getAsLong() - refusedAt <= LATE_MILLIS;
    }

    /**
     * Whether the worker has left a connection lying for more than a second, as one does that is stopped or hangs. False again
     * as soon as it has that one; a worker that is sent nothing is never late.
     */
    public final boolean isLate() {
        PendingHandoff oldest = oldest();
        return oldest != null && millis.getAsLong() - oldest.sentAt > LATE_MILLIS;
    }

    /**
     * @param kind which of the worker's servers shall have it
     * @param connection deregistered from its event loop, so that nothing closes it, or reads from it, behind our back
     * @param head what was read from it; released here
     * @param settled called with true when the connection is done with, and with false when the worker died before it had it,
     *        or could not take it: then the connection can go elsewhere
     */
    public final void send(ServerKind kind, SocketChannel connection, ByteBuf head, Consumer<Boolean> settled) {
        PendingHandoff handoff = new PendingHandoff(kind, connection, head, settled, millis.getAsLong());
        if (stopped) {
            handoff.settle(false);
            return;
        }
        waiting.add(handoff);
        pump();
    }

    /** Runs once when everything sent so far has arrived, or the worker is gone. */
    public final void whenIdle(Runnable action) {
        whenIdle = action;
        runIfIdle();
    }

    /** Runs once when nothing can be sent any more. */
    public final void whenClosed(Runnable action) {
        whenClosed = action;
    }

    /** Sends no more; pending connections are settled by the last acknowledgements of the worker, or when it is gone. */
    public abstract void close();

    /** Sends a connection; {@link #completed} is called when the worker has acknowledged it or is gone. */
    abstract void transmit(PendingHandoff handoff);

    /** Returns the one that was sent first and is not acknowledged. */
    final @Nullable PendingHandoff oldest() {
        return underWay.isEmpty() ? null : underWay.iterator().next();
    }

    final int underWay() {
        return underWay.size();
    }

    /** @param ok whether nothing is left to do for it */
    final void completed(PendingHandoff handoff, boolean ok) {
        underWay.remove(handoff);
        handoff.settle(ok);
        pump();
        runIfIdle();
    }

    /** The worker could not take one: it is spared for a while. */
    final void refused() {
        refusedSome = true;
        refusedAt = millis.getAsLong();
    }

    /** No more are sent: those that wait are given back. */
    final void stop() {
        if (!stopped) {
            stopped = true;
            giveBack(waiting);
            if (whenClosed != null) {
                whenClosed.run();
            }
        }
    }

    /** Those under way are given back: the worker has taken none of them. */
    final void giveBackUnderWay() {
        giveBack(underWay);
    }

    private void giveBack(Collection<PendingHandoff> handoffs) {
        List<PendingHandoff> returned = new ArrayList<>(handoffs);
        handoffs.clear();
        returned.forEach(handoff -> handoff.settle(false));
        runIfIdle();
    }

    private void pump() {
        while (underWay.size() < window && !waiting.isEmpty()) {
            PendingHandoff handoff = waiting.remove();
            underWay.add(handoff);
            transmit(handoff);
        }
    }

    private void runIfIdle() {
        Runnable action = whenIdle;
        if (action != null && underWay.isEmpty() && waiting.isEmpty()) {
            whenIdle = null;
            action.run();
        }
    }

    /** A connection that was sent or waits to be. */
    static final class PendingHandoff {
        final ServerKind kind;
        final SocketChannel connection;
        final ByteBuf head;
        private final Consumer<Boolean> settled;
        private final long sentAt;

        private PendingHandoff(ServerKind kind, SocketChannel connection, ByteBuf head, Consumer<Boolean> settled,
                long sentAt) {
            this.kind = kind;
            this.connection = connection;
            this.head = head;
            this.settled = settled;
            this.sentAt = sentAt;
        }

        private void settle(boolean ok) {
            head.release();
            settled.accept(ok);
        }
    }
}

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
 * Sends connections to one worker. Keeps each connection, and the bytes that were read from it, until the worker has
 * acknowledged it, so that the connections of a worker that dies can be given to another. A limited number is under way at
 * once, the others wait.
 * <p>
 * Thread: the primary's event loop.
 */
public abstract sealed class ConnectionSender permits FdSender, PipeSender {
    /** The number of pending connections from which on the worker is backed up. */
    private static final int MAX_PENDING = 1024;
    /** How old the oldest pending connection of a late worker is; usually connections are acknowledged within milliseconds. */
    private static final long LATE_MILLIS = 1000;

    private final int window;
    private final LongSupplier millis;
    private final Deque<PendingHandoff> waiting = new ArrayDeque<>();
    /** In the order in which they were sent. */
    private final Set<PendingHandoff> underWay = new LinkedHashSet<>();
    private boolean refusedSome;
    private long refusedAt;
    private boolean stopped;
    private @Nullable Runnable whenIdle;
    private @Nullable Runnable whenClosed;

    /**
     * @param window the maximum number of connections that are sent and not acknowledged
     * @param millis any steady clock
     */
    ConnectionSender(int window, LongSupplier millis) {
        this.window = window;
        this.millis = millis;
    }

    static long steadyMillis() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }

    /** Returns whether connections can be sent; false once the worker is stopping or gone. */
    public final boolean isOpen() {
        return !stopped;
    }

    /** Returns whether new connections should go to another worker: this one is backed up, or has just refused one. */
    public final boolean isFull() {
        return isBackedUp() || isRefusing();
    }

    /** Returns whether too many connections wait for the worker. */
    public final boolean isBackedUp() {
        return underWay.size() + waiting.size() >= MAX_PENDING;
    }

    /** Returns whether the worker has refused a connection within the last second, as it has no file descriptors left. */
    public final boolean isRefusing() {
        return refusedSome && millis.getAsLong() - refusedAt <= LATE_MILLIS;
    }

    /**
     * Returns whether the worker has not acknowledged a connection for more than a second, as when it is stopped or hangs.
     * False again as soon as that connection is acknowledged; a worker without pending connections is never late.
     */
    public final boolean isLate() {
        PendingHandoff oldest = oldest();
        return oldest != null && millis.getAsLong() - oldest.sentAt > LATE_MILLIS;
    }

    /**
     * Sends a connection, or queues it.
     *
     * @param kind selects the server of the worker
     * @param connection deregistered from its event loop, so that nothing reads from it or closes it meanwhile
     * @param head the bytes that were read from it; released here
     * @param settled called with true when nothing is left to do for the connection; with false when the worker died before it
     *        had adopted the connection, or refused it: then it can be given to another worker
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

    /** Sets an action that runs once, when everything sent so far was acknowledged, or the worker is gone. */
    public final void whenIdle(Runnable action) {
        whenIdle = action;
        runIfIdle();
    }

    /** Sets an action that runs once, when no more connections can be sent. */
    public final void whenClosed(Runnable action) {
        whenClosed = action;
    }

    /** Stops sending; pending connections are settled by the last acknowledgements of the worker, or when it is gone. */
    public abstract void close();

    /** Sends a connection; {@link #completed} is called when the worker has acknowledged it or is gone. */
    abstract void transmit(PendingHandoff handoff);

    /** Returns the connection that was sent first and is not acknowledged; null when there is none. */
    final @Nullable PendingHandoff oldest() {
        return underWay.isEmpty() ? null : underWay.iterator().next();
    }

    final int underWay() {
        return underWay.size();
    }

    /**
     * Settles a connection and sends the next.
     *
     * @param ok whether nothing is left to do for it
     */
    final void completed(PendingHandoff handoff, boolean ok) {
        underWay.remove(handoff);
        handoff.settle(ok);
        pump();
        runIfIdle();
    }

    /** Records that the worker has refused a connection, so that {@link #isRefusing} is true for a while. */
    final void refused() {
        refusedSome = true;
        refusedAt = millis.getAsLong();
    }

    /** Stops sending and gives back the connections that wait. */
    final void stop() {
        if (!stopped) {
            stopped = true;
            giveBack(waiting);
            if (whenClosed != null) {
                whenClosed.run();
            }
        }
    }

    /** Gives back the connections under way, none of which the worker has adopted. */
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

    /** A connection that is under way or waits to be sent. */
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

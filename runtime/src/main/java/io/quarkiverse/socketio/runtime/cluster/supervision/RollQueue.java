package io.quarkiverse.socketio.runtime.cluster.supervision;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;

import org.jspecify.annotations.Nullable;

/**
 * The queue of the seats whose workers are to be replaced, one at a time. A request for all seats that comes while all are
 * being replaced is remembered, once, until the end.
 * <p>
 * Thread: the primary's event loop.
 */
final class RollQueue {
    private final Deque<Integer> waiting = new ArrayDeque<>();
    private int current;
    private boolean replacesAll;
    private String reason = "";
    private @Nullable String repeatReason;
    private long startedAt;
    private int done;

    /**
     * Adds all seats.
     *
     * @return false when all are being replaced already; they will be replaced once more afterwards
     */
    boolean tryAddAll(Collection<Integer> seats, String why, long now) {
        if (replacesAll) {
            repeatReason = why;
            return false;
        }
        startIfIdle(why, now);
        reason = why;
        replacesAll = true;
        waiting.clear();
        waiting.addAll(seats);
        waiting.remove(current);
        return true;
    }

    /**
     * Adds a seat.
     *
     * @return false when the seat is already being replaced, or in the queue
     */
    boolean tryAdd(int seat, String why, long now) {
        if (seat == current || waiting.contains(seat)) {
            return false;
        }
        startIfIdle(why, now);
        return waiting.add(seat);
    }

    private void startIfIdle(String why, long now) {
        if (!isActive()) {
            reason = why;
            startedAt = now;
            done = 0;
        }
    }

    boolean isActive() {
        return current != 0 || !waiting.isEmpty();
    }

    /** Returns whether all seats are being replaced, not only some. */
    boolean isOfAll() {
        return replacesAll;
    }

    /** Returns the seat that is being replaced, 0 when none is. */
    int current() {
        return current;
    }

    long startedAt() {
        return startedAt;
    }

    /** Returns why the seats are replaced: the first reason, or that for all. */
    String reason() {
        return reason;
    }

    /** Returns how many seats are to be replaced, including those that were. */
    int total() {
        return done + (current == 0 ? 0 : 1) + waiting.size();
    }

    /** Returns how many seats were replaced. */
    int done() {
        return done;
    }

    /** Goes to the next seat and returns it, 0 when none waits. */
    int next() {
        Integer seat = waiting.poll();
        current = seat == null ? 0 : seat;
        return current;
    }

    void replaced() {
        done++;
        current = 0;
    }

    /** Called when the current seat does not exist any more. */
    void skipped() {
        current = 0;
    }

    /**
     * Empties the queue.
     *
     * @return why all seats are to be replaced once more, {@code null} when they are not
     */
    @Nullable
    String clear() {
        String wanted = repeatReason;
        repeatReason = null;
        replacesAll = false;
        current = 0;
        waiting.clear();
        return wanted;
    }
}

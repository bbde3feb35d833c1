package io.quarkiverse.socketio.runtime.cluster.supervision;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;

import org.jspecify.annotations.Nullable;

/**
 * Which seats are still to get a new worker: one seat at a time; a wish for all that comes meanwhile is granted once, after.
 * <p>
 * Thread: the primary's event loop.
 */
final class RollingRestart {
    private final Deque<Integer> waiting = new ArrayDeque<>();
    private int current;
    private boolean whole;
    private @Nullable String again;
    private long startedAt;
    private int done;

    /** @return false when one is under way, after which there will be another */
    boolean begin(Collection<Integer> seats, String why, long now) {
        if (whole) {
            again = why;
            return false;
        }
        startIfIdle(now);
        whole = true;
        waiting.clear();
        waiting.addAll(seats);
        waiting.remove(current);
        return true;
    }

    /** @return false when that seat's turn comes anyway */
    boolean add(int seat, long now) {
        if (seat == current || waiting.contains(seat)) {
            return false;
        }
        startIfIdle(now);
        return waiting.add(seat);
    }

    private void startIfIdle(long now) {
        if (!isActive()) {
            startedAt = now;
            done = 0;
        }
    }

    boolean isActive() {
        return current != 0 || !waiting.isEmpty();
    }

    /** Whether all seats are meant, not just one. */
    boolean isWhole() {
        return whole;
    }

    /** The seat that is being replaced, 0 when none is. */
    int current() {
        return current;
    }

    long startedAt() {
        return startedAt;
    }

    /** How many seats were replaced. */
    int done() {
        return done;
    }

    /** The next seat, 0 when none waits. */
    int next() {
        Integer seat = waiting.poll();
        current = seat == null ? 0 : seat;
        return current;
    }

    void replaced() {
        done++;
        current = 0;
    }

    /** The present seat is gone. */
    void skipped() {
        current = 0;
    }

    /** @return why another one is wanted, null when none is */
    @Nullable
    String end() {
        String wanted = again;
        again = null;
        whole = false;
        current = 0;
        waiting.clear();
        return wanted;
    }
}

package io.quarkiverse.socketio.runtime.cluster.primary;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Whether and when the seat of a crashed worker is filled again: at once, then after {@code delay}, twice that, four times
 * that, up to
 * {@code maxDelay}; not any more after too many crashes in a window, or over the seat's life.
 * <p>
 * Thread: any; the history belongs to one seat.
 */
public record RestartPolicy(boolean enabled, Backoff backoff, CrashLimit limit) {
    private static final double JITTER = 0.2;

    /** @param minUptime a worker that lived longer starts its seat's back-off anew */
    public record Backoff(Duration delay, Duration maxDelay, Duration minUptime) {
    }

    /**
     * @param restarts over a seat's life
     * @param crashes more than these within the window are too many
     */
    public record CrashLimit(int restarts, int crashes, Duration window) {
    }

    sealed interface Verdict {
    }

    record RespawnIn(long millis) implements Verdict {
    }

    record GiveUp(String why) implements Verdict {
    }

    /** What is remembered of one seat. */
    static final class History {
        private final Deque<Long> crashes = new ArrayDeque<>();
        private int inARow;
        private int restarts;

        int restarts() {
            return restarts;
        }
    }

    /**
     * @param uptime how long the worker lived
     * @param random 0 to 1: seats that crash together shall not start together
     */
    Verdict afterCrash(History seat, long now, long uptime, double random) {
        if (!enabled) {
            return new GiveUp("workers are not restarted (quarkus.socketio.cluster.restart-workers=false)");
        }
        if (seat.restarts >= limit.restarts) {
            return new GiveUp("it was restarted " + seat.restarts + " times (quarkus.socketio.cluster.max-restarts)");
        }
        seat.crashes.add(now);
        while (seat.crashes.element() < now - limit.window.toMillis()) {
            seat.crashes.remove();
        }
        if (seat.crashes.size() > limit.crashes) {
            return new GiveUp("it crashed " + seat.crashes.size() + " times within " + limit.window.toSeconds()
                    + " s (quarkus.socketio.cluster.respawn-threshold)");
        }
        if (uptime >= backoff.minUptime.toMillis()) {
            seat.inARow = 0;
        }
        seat.restarts++;
        return new RespawnIn(delay(seat.inARow++, random));
    }

    private long delay(int inARow, double random) {
        if (inARow == 0) {
            return 0;
        }
        long max = backoff.maxDelay.toMillis();
        long full = Math.min(max, backoff.delay.toMillis() << Math.min(inARow - 1, 20));
        return Math.round(full * (1 - JITTER * random));
    }
}

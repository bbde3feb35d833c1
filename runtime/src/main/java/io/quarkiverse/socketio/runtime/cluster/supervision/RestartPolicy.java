package io.quarkiverse.socketio.runtime.cluster.supervision;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

import org.jspecify.annotations.Nullable;

/**
 * Decides whether and when a new process is started for the seat of a worker that has crashed: at once, then after
 * {@code delay}, twice that, four times that, up to {@code maxDelay}.
 * <p>
 * A worker that had been ready may have been crashed by a client, so it is always started again: after too many crashes each
 * time after {@code maxDelay}. A worker that never got ready probably cannot start at all: after too many failed starts in a
 * row the seat stays empty for as long as these crashes count.
 * <p>
 * Thread: any; the history belongs to one seat.
 */
public record RestartPolicy(boolean enabled, Backoff backoff, CrashLimit limit) {
    static final long NEVER = Long.MAX_VALUE;
    private static final double JITTER = 0.2;

    /** @param minUptime when a worker lived longer, the back-off of its seat starts again */
    public record Backoff(Duration delay, Duration maxDelay, Duration minUptime) {
    }

    /** The limits of crashes: more than either number within its time are too many. */
    public record CrashLimit(int restarts, Duration restartsTime, int crashes, Duration crashesTime) {

        /** Returns why these crashes are too many, or {@code null}; removes those that do not count any more. */
        @Nullable
        String exceededBy(Deque<Long> times, long now) {
            long longest = Math.max(restartsTime.toMillis(), crashesTime.toMillis());
            while (!times.isEmpty() && times.element() < now - longest) {
                times.remove();
            }
            long lately = within(times, now, crashesTime);
            if (lately > crashes) {
                return "it crashed " + lately + " times within " + crashesTime.toSeconds()
                        + " s (quarkus.socketio.cluster.respawn-threshold)";
            }
            long all = within(times, now, restartsTime);
            return all <= restarts ? null
                    : "it was restarted " + (all - 1) + " times within " + restartsTime.toSeconds()
                            + " s (quarkus.socketio.cluster.max-restarts)";
        }

        private static long within(Deque<Long> times, long now, Duration time) {
            return times.stream().filter(at -> at >= now - time.toMillis()).count();
        }
    }

    /** @param ready whether the worker became ready */
    record Life(long millis, boolean ready) {
    }

    sealed interface Verdict {
    }

    /**
     * Starts a new process after a delay.
     *
     * @param slowed why it is longer than the back-off; {@code null} if it is not
     */
    record RespawnIn(long millis, @Nullable String slowed) implements Verdict {
    }

    /**
     * Leaves the seat empty.
     *
     * @param retryMillis when to start a process nevertheless, if other workers keep the cluster alive; {@link #NEVER} for
     *        never
     */
    record GiveUp(String why, long retryMillis) implements Verdict {
    }

    /** The crashes of one seat. */
    static final class History {
        private final Deque<Long> crashes = new ArrayDeque<>();
        private final Deque<Long> failedStarts = new ArrayDeque<>();
        private int inARow;
        private int restarts;

        int restarts() {
            return restarts;
        }
    }

    /**
     * Decides after a crash.
     *
     * @param random 0 to 1, so that seats that crash together do not start together
     */
    Verdict afterCrash(History seat, long now, Life life, double random) {
        if (!enabled) {
            return new GiveUp("workers are not restarted (quarkus.socketio.cluster.restart-workers=false)", NEVER);
        }
        seat.crashes.add(now);
        if (life.ready) {
            seat.failedStarts.clear();
        } else {
            seat.failedStarts.add(now);
        }
        String hopeless = limit.exceededBy(seat.failedStarts, now);
        if (hopeless != null) {
            return new GiveUp(hopeless, limit.restartsTime.toMillis());
        }
        if (life.millis >= backoff.minUptime.toMillis()) {
            seat.inARow = 0;
        }
        seat.restarts++;
        long delay = delay(seat.inARow++);
        String slowed = limit.exceededBy(seat.crashes, now);
        return new RespawnIn(shortened(slowed == null ? delay : backoff.maxDelay.toMillis(), random), slowed);
    }

    /** Decides after a worker has refused its configuration, while others serve with an earlier one. */
    Verdict afterRefusal() {
        return new GiveUp("another process would refuse it, too", enabled ? limit.restartsTime.toMillis() : NEVER);
    }

    private long delay(int inARow) {
        return inARow == 0 ? 0
                : Math.min(backoff.maxDelay.toMillis(), backoff.delay.toMillis() << Math.min(inARow - 1, 20));
    }

    private static long shortened(long delay, double random) {
        return Math.round(delay * (1 - JITTER * random));
    }
}

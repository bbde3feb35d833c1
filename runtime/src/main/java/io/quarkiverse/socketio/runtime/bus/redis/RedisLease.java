package io.quarkiverse.socketio.runtime.bus.redis;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.runtime.log.LogLimiter;
import io.quarkiverse.socketio.runtime.time.Scheduler;

/**
 * A key in Redis that at most one process holds: it expires unless its holder renews it. A process takes itself for the holder
 * for a shorter time than Redis does, counted from before it has asked, so that there are never two.
 * <p>
 * Thread: any.
 */
public final class RedisLease {
    private static final Logger LOG = Logger.getLogger(RedisLease.class);
    private static final LogLimiter FAILURES = new LogLimiter();
    static final Duration TIME = Duration.ofSeconds(6);
    static final Duration INTERVAL = Duration.ofSeconds(1);
    /** How much faster the clock of Redis may run in the time of a lease. */
    static final Duration MARGIN = Duration.ofSeconds(1);

    /** PORT: the commands to Redis. Thread: any. */
    interface Commands {
        /** Takes or renews the lease; completes with whether the owner holds it now. */
        CompletionStage<Boolean> take(String owner, Duration time);

        /** Ends the lease if the owner holds it. */
        CompletionStage<?> release(String owner);

        /** Sends no more commands after those before. */
        void close();
    }

    private final Commands commands;
    private final Scheduler scheduler;
    private final Clocks clocks;
    private final BooleanSupplier wanted;
    private final String owner = UUID.randomUUID().toString();
    /** {@code null} if this process does not hold the lease. */
    private volatile @Nullable Holding holding;
    private volatile boolean closed;

    /**
     * @param since the wall clock, when the lease was taken
     * @param until in nanoseconds, when it must have been renewed
     */
    private record Holding(Instant since, long until) {
    }

    /** The time: in nanoseconds, and that of the wall. */
    public record Clocks(LongSupplier nanoTime, InstantSource wall) {
    }

    /** @param wanted whether this process takes the lease; asked once a second */
    RedisLease(Commands commands, Scheduler scheduler, Clocks clocks, BooleanSupplier wanted) {
        this.commands = commands;
        this.scheduler = scheduler;
        this.clocks = clocks;
        this.wanted = wanted;
    }

    /** Takes the lease now, or as soon as it is free, and renews it. */
    public void start() {
        if (closed) {
            return;
        }
        if (wanted.getAsBoolean()) {
            long asked = clocks.nanoTime.getAsLong();
            commands.take(owner, TIME).whenComplete((taken, failure) -> onAnswer(asked, taken, failure));
        } else {
            release();
        }
        scheduler.schedule(INTERVAL, this::start);
    }

    /** An answer that says no ends the lease; one that fails says nothing, and the lease expires. */
    private void onAnswer(long asked, @Nullable Boolean taken, @Nullable Throwable failure) {
        if (closed) {
            commands.release(owner);
        } else if (taken == null) {
            boolean denied = failure != null && String.valueOf(failure.getMessage()).startsWith("NOPERM");
            FAILURES.logf(LOG, denied ? Logger.Level.WARN : Logger.Level.DEBUG, null,
                    "No worker leads the cluster, as the lease in Redis cannot be taken: %s", failure);
        } else if (taken) {
            Holding before = holding;
            holding = new Holding(before == null || isOver(before) ? clocks.wall.instant() : before.since,
                    asked + TIME.minus(MARGIN).toNanos());
        } else {
            holding = null;
        }
    }

    private boolean isOver(Holding one) {
        return one.until - clocks.nanoTime.getAsLong() <= 0;
    }

    private void release() {
        if (holding != null) {
            holding = null;
            commands.release(owner);
        }
    }

    /** Returns since when this process holds the lease; {@code null} if it does not. */
    public @Nullable Instant heldSince() {
        Holding present = holding;
        return present == null || isOver(present) ? null : present.since;
    }

    /** Releases the lease, for another process. */
    public void close() {
        closed = true;
        release();
        commands.close();
    }
}

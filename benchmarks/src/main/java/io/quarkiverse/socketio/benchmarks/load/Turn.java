package io.quarkiverse.socketio.benchmarks.load;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongConsumer;

import org.HdrHistogram.Histogram;

/**
 * Some seconds of load: counts what is expected and what has come, and records latencies. It is over when its time is over and
 * all that was expected has come; it fails if something does not come, or more comes.
 * <p>
 * Thread: that of the {@link Generator}, but for {@link #await}.
 */
final class Turn {
    /** How long what is expected may take after the end. */
    static final int LIMIT_SECONDS = Integer.getInteger("load.limit", 30);

    private final CompletableFuture<Void> over = new CompletableFuture<>();
    private final Histogram latencies = new Histogram(3);
    private final long nanos;
    private long startedAt;
    private long lastAt;
    private long expected;
    private long received;
    private long sent;
    private long maxLate;
    private boolean ended;

    Turn(double seconds) {
        nanos = (long) (seconds * 1e9);
    }

    void begin() {
        startedAt = System.nanoTime();
        lastAt = startedAt;
        Generator.loop().schedule(this::end, nanos, TimeUnit.NANOSECONDS);
    }

    private void end() {
        ended = true;
        completeIfAll();
    }

    private void completeIfAll() {
        if (ended && received == expected) {
            over.complete(null);
        }
    }

    /** Returns whether no more may be sent. */
    boolean isEnded() {
        return ended;
    }

    /** So many units are expected. */
    void expect(long units) {
        expected += units;
    }

    /** A unit has come that was due to be sent at that time. */
    void received(long dueNanos) {
        lastAt = System.nanoTime();
        latencies.recordValue(Math.max(0, lastAt - dueNanos));
        if (++received > expected) {
            fail("more has come than was expected: " + received + " of " + expected);
        }
        completeIfAll();
    }

    void fail(String why) {
        over.completeExceptionally(new LoadException(why));
    }

    /**
     * Sends at a fixed rate until the end, each time with the time at which it was due: latencies that are counted from then
     * include the time that something waits because the server, or this generator, is late.
     */
    void paced(double perSecond, LongConsumer send) {
        long due = startedAt + (long) (sent * 1e9 / perSecond);
        while (due < startedAt + nanos) {
            long now = System.nanoTime();
            if (due > now) {
                Generator.loop().schedule(() -> paced(perSecond, send), due - now, TimeUnit.NANOSECONDS);
                return;
            }
            maxLate = Math.max(maxLate, now - due);
            sent++;
            send.accept(due);
            due = startedAt + (long) (sent * 1e9 / perSecond);
        }
    }

    /** Returns when all has come; any thread but that of the generator. */
    void await() {
        try {
            over.get((long) (nanos / 1e9) + LIMIT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new LoadException(e.getCause().getMessage(), e);
        } catch (TimeoutException e) {
            throw new LoadException("lost: only " + received + " of " + expected + " have come", e);
        } catch (InterruptedException e) {
            throw new LoadException("interrupted", e);
        }
    }

    long units() {
        return received;
    }

    double seconds() {
        return (lastAt - startedAt) / 1e9;
    }

    Histogram latencies() {
        return latencies;
    }

    /** Returns how much later than due something was sent at most, by the generator's own fault. */
    double maxLateMillis() {
        return maxLate / 1e6;
    }
}

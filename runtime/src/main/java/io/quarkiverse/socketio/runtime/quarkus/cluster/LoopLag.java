package io.quarkiverse.socketio.runtime.quarkus.cluster;

import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Measures how long a task waits for the event loops of the application: each time that it is asked, it submits a task to each
 * loop that has run the one before, and returns the longest wait since it was asked last.
 * <p>
 * Thread: one, that of the link. A loop that hangs holds one small task of this class.
 */
final class LoopLag {
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final List<Probe> probes;

    /** @param nanos the time in nanoseconds, of a clock that is not set */
    LoopLag(List<? extends Executor> loops, LongSupplier nanos) {
        this.probes = loops.stream().map(loop -> new Probe(loop, nanos)).toList();
    }

    private static final class Probe {
        private static final long NONE = -1;

        private final Executor loop;
        private final LongSupplier nanos;
        /** The wait of the last task; {@link #NONE} while it waits. */
        private final AtomicLong waited = new AtomicLong();
        private long submittedAt;

        Probe(Executor loop, LongSupplier nanos) {
            this.loop = loop;
            this.nanos = nanos;
        }

        long take() {
            long last = waited.get();
            if (last == NONE) {
                return nanos.getAsLong() - submittedAt;
            }
            waited.set(NONE);
            long now = nanos.getAsLong();
            submittedAt = now;
            try {
                loop.execute(() -> waited.set(nanos.getAsLong() - now));
            } catch (RejectedExecutionException e) {
                waited.set(0); // the application ends
            }
            return last;
        }
    }

    int millis() {
        long longest = 0;
        for (Probe probe : probes) {
            longest = Math.max(longest, probe.take());
        }
        return (int) Math.min(Integer.MAX_VALUE, longest / NANOS_PER_MILLI);
    }
}

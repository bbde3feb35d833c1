package io.quarkiverse.socketio.runtime.socketio;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import org.jboss.logging.Logger;

/**
 * Logs what the application's handlers fail with, at most ten in ten seconds: clients choose how often a handler runs, and must
 * not choose how much is logged. That a client was not allowed to call a handler is no fault of the application.
 * <p>
 * Thread: any.
 */
final class FailureLog {
    private static final Logger LOG = Logger.getLogger(FailureLog.class);
    private static final int MOST = 10;
    private static final long PERIOD_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final AtomicLong periodStart = new AtomicLong(Long.MIN_VALUE / 2);
    private final AtomicInteger logged = new AtomicInteger();

    /** @param now the time of an event loop, in nanoseconds */
    void log(long now, Throwable failure, String text) {
        if (isAllowed(now)) {
            if (failure instanceof SecurityException) {
                LOG.info(text + ": " + failure);
            } else {
                LOG.error(text, failure);
            }
        } else {
            LOG.debug(text, failure);
        }
    }

    private boolean isAllowed(long now) {
        long start = periodStart.get();
        if (now - start >= PERIOD_NANOS && periodStart.compareAndSet(start, now)) {
            int unseen = logged.getAndSet(0) - MOST;
            if (unseen > 0) {
                LOG.errorf("%d more failures of handlers were not logged (category %s at DEBUG shows all)", unseen,
                        FailureLog.class.getName());
            }
        }
        return logged.getAndIncrement() < MOST;
    }
}

package io.quarkiverse.socketio.runtime.socketio.dispatch;

import org.jboss.logging.Logger;

import io.quarkiverse.socketio.runtime.log.LogLimiter;

/**
 * Logs the failures of the application's handlers: at most ten in ten seconds, the rest at DEBUG. A {@link SecurityException}
 * is logged at INFO, since it is no fault of the application.
 * <p>
 * Thread: any.
 */
public final class FailureLog {
    private static final Logger LOG = Logger.getLogger(FailureLog.class);
    private static final int MAX_LINES = 10;

    private final LogLimiter limiter = new LogLimiter(MAX_LINES);

    /** @param now the time of an event loop, in nanoseconds */
    public void log(long now, Throwable failure, String text) {
        String line = limiter.next(now, text);
        if (line == null) {
            LOG.debug(text, failure);
        } else if (failure instanceof SecurityException) {
            LOG.info(line + ": " + failure);
        } else {
            LOG.error(line, failure);
        }
    }
}

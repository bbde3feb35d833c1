package io.quarkiverse.socketio.runtime.socketio.dispatch;

import org.jboss.logging.Logger;

import io.quarkiverse.socketio.runtime.log.LogLimiter;

/**
 * Logs what the application's handlers fail with, at most ten in ten seconds, and the rest at DEBUG. That a client was not
 * allowed to call a handler is no fault of the application.
 * <p>
 * Thread: any.
 */
public final class FailureLog {
    private static final Logger LOG = Logger.getLogger(FailureLog.class);
    private static final int MOST = 10;

    private final LogLimiter limiter = new LogLimiter(MOST);

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

package io.quarkiverse.socketio.runtime.socketio.dispatch;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.runtime.log.DebugLog;
import io.quarkiverse.socketio.runtime.log.LogLimiter;

/**
 * Logs the failures of the application's handlers: at most ten in ten seconds, the rest at DEBUG. A failure that is the fault of
 * the client, or a {@link SecurityException}, is logged in one line at INFO, as it is no fault of the application.
 * <p>
 * Thread: any.
 */
public final class FailureLog {
    private static final Logger LOG = Logger.getLogger(FailureLog.class);
    private static final int MAX_LINES = 10;

    private final LogLimiter limiter = new LogLimiter(MAX_LINES);

    /**
     * Logs a failure.
     *
     * @param now the time of an event loop, in nanoseconds
     * @param fault explains a failure that is the fault of the client; {@code null} for any other
     */
    public void log(long now, Throwable failure, String text, @Nullable ErrorAnswer fault) {
        String line = limiter.next(now, text);
        if (line == null) {
            LOG.debug(DebugLog.message(text), failure);
        } else if (fault != null || failure instanceof SecurityException) {
            String details = fault == null || fault.details().isEmpty() ? "" : " " + fault.details();
            LOG.info(line + ": " + DebugLog.message(failure.toString()) + DebugLog.message(details));
        } else {
            LOG.error(line, failure);
        }
    }
}

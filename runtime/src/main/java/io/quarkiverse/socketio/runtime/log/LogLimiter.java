package io.quarkiverse.socketio.runtime.log;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Limits the rate of log lines that clients can cause. Admits at most so many lines in a period; the next line says how many
 * were left out. As clients may have chosen parts of such a line, names of namespaces among them, it has {@code ?} for each
 * character that could forge or break a line.
 * <p>
 * To be created once for each kind of line, not for each connection, as clients decide how many of these there are.
 * <p>
 * Thread: any.
 */
public final class LogLimiter {
    private static final Duration PERIOD = Duration.ofSeconds(10);

    private final int maxLines;
    private final long periodNanos;
    /** Guarded by this, like the following fields. */
    private final Set<Object> subjects = new HashSet<>();
    private boolean started;
    private long periodStart;
    private int logged;
    private long leftOut;

    /** Admits one line in ten seconds. */
    public LogLimiter() {
        this(1);
    }

    /** @param maxLines lines in ten seconds */
    public LogLimiter(int maxLines) {
        this(maxLines, PERIOD);
    }

    public LogLimiter(int maxLines, Duration period) {
        this.maxLines = maxLines;
        this.periodNanos = period.toNanos();
    }

    /** Returns the text to log, or {@code null} if the line is left out. */
    public @Nullable String next(long nanoTime, String text) {
        long before = admit(nanoTime, null);
        return before < 0 ? null : DebugLog.line(text) + suffix(before);
    }

    /**
     * Asks to log one line.
     *
     * @param subject what the line is about; each subject is logged once in a period; {@code null} for lines without one
     * @return how many lines were left out before this one; negative if this one is left out too
     */
    public synchronized long admit(long nanoTime, @Nullable Object subject) {
        if (!started || nanoTime - periodStart >= periodNanos) {
            started = true;
            periodStart = nanoTime;
            logged = 0;
            subjects.clear();
        }
        if (logged >= maxLines || subject != null && !subjects.add(subject)) {
            leftOut++;
            return -1;
        }
        logged++;
        long before = leftOut;
        leftOut = 0;
        return before;
    }

    /** Returns the end of a line, which says how many were left out before it. */
    public static String suffix(long leftOut) {
        return leftOut == 0 ? "" : " (and " + leftOut + " more since the last of these lines)";
    }

    /**
     * Logs a line with the system's clock; lines that are left out are logged at DEBUG. The parameters are those of
     * {@code Logger#logf}.
     */
    public void logf(Logger log, Logger.Level level, @Nullable Throwable failure, String format, @Nullable Object... values) {
        long before = admit(System.nanoTime(), null);
        if (before >= 0) {
            log.logf(level, failure, "%s", DebugLog.line(String.format(format, values)) + suffix(before));
        } else if (log.isDebugEnabled()) {
            log.debugf(failure, "%s", DebugLog.line(String.format(format, values)));
        }
    }
}

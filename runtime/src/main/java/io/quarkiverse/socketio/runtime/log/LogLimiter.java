package io.quarkiverse.socketio.runtime.log;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Thins out log lines that clients can cause: clients choose how often something happens, and must not choose how much is
 * logged. At most so many lines in a period, and the next one says how many were left out.
 * <p>
 * One for each kind of line, which lives as long as what it is about: with one for each connection, a client would choose
 * again.
 * <p>
 * Thread: any.
 */
public final class LogLimiter {
    private static final Duration PERIOD = Duration.ofSeconds(10);

    private final int most;
    private final long periodNanos;
    /** Guarded by this, as all that follows. */
    private final Set<Object> subjects = new HashSet<>();
    private boolean begun;
    private long periodStart;
    private int logged;
    private long leftOut;

    /** One line in ten seconds. */
    public LogLimiter() {
        this(1);
    }

    /** @param most lines in ten seconds */
    public LogLimiter(int most) {
        this(most, PERIOD);
    }

    public LogLimiter(int most, Duration period) {
        this.most = most;
        this.periodNanos = period.toNanos();
    }

    /** What to log, or {@code null}. */
    public @Nullable String next(long nanoTime, String text) {
        long before = admit(nanoTime, null);
        return before < 0 ? null : text + more(before);
    }

    /**
     * Asks for one line.
     *
     * @param subject what the line is about, which is logged once in a period; null where there is nothing to tell lines apart
     *        by
     * @return how many lines were left out before this one; negative if this one is left out as well
     */
    public synchronized long admit(long nanoTime, @Nullable Object subject) {
        if (!begun || nanoTime - periodStart >= periodNanos) {
            begun = true;
            periodStart = nanoTime;
            logged = 0;
            subjects.clear();
        }
        if (logged >= most || subject != null && !subjects.add(subject)) {
            leftOut++;
            return -1;
        }
        logged++;
        long before = leftOut;
        leftOut = 0;
        return before;
    }

    /** How a line ends that is logged. */
    public static String more(long leftOut) {
        return leftOut == 0 ? "" : " (and " + leftOut + " more since the last of these lines)";
    }

    /**
     * Logs, with the clock of this machine; what is left out is logged at DEBUG. The parameters are those of
     * {@code Logger#logf}.
     */
    public void logf(Logger log, Logger.Level level, @Nullable Throwable failure, String format, @Nullable Object... values) {
        long before = admit(System.nanoTime(), null);
        if (before >= 0) {
            log.logf(level, failure, "%s", String.format(format, values) + more(before));
        } else {
            log.debugf(failure, format, values);
        }
    }
}

package io.quarkiverse.socketio.runtime.socketio.dispatch;

import java.util.function.LongSupplier;

import org.jboss.logging.Logger;

import io.quarkiverse.socketio.runtime.log.LogLimiter;

/**
 * Tells developers and clients of mistakes: developers by warnings about what is probably wrong in the application or in a
 * client, such as an event without a handler, and clients by answers to events whose handlers have failed.
 * <p>
 * Thread: any.
 */
public final class MistakeReports {
    private static final int MAX_LINES = 10;

    private final boolean warns;
    private final ErrorAnswers errors;
    private final LongSupplier nanoTime;
    private final LogLimiter limiter = new LogLimiter(MAX_LINES);

    /**
     * @param warns whether the application is in development; else warnings are logged at DEBUG
     * @param nanoTime the clock
     */
    public MistakeReports(boolean warns, ErrorAnswers errors, LongSupplier nanoTime) {
        this.warns = warns;
        this.errors = errors;
        this.nanoTime = nanoTime;
    }

    /** Creates one that tells nobody. */
    public static MistakeReports none() {
        return new MistakeReports(false, ErrorAnswers.NONE, () -> 0);
    }

    /** Returns whether the application is in development. */
    public boolean warns() {
        return warns;
    }

    public ErrorAnswers errors() {
        return errors;
    }

    /** Logs a warning; each text once in ten seconds. The parameters are those of {@code Logger#logf}. */
    public void warnf(Logger log, String format, Object... values) {
        if (!warns) {
            log.debugf(format, values);
            return;
        }
        String text = String.format(format, values);
        if (limiter.admit(nanoTime.getAsLong(), text) >= 0) {
            log.warn(text);
        }
    }
}

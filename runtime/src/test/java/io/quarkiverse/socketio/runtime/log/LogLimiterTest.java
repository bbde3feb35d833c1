package io.quarkiverse.socketio.runtime.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import org.jboss.logging.Logger;
import org.junit.jupiter.api.Test;

class LogLimiterTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);

    @Test
    void oneLineIsLoggedInTenSecondsWithTheNumberOfSkippedOnes() {
        LogLimiter limiter = new LogLimiter();
        assertThat(limiter.next(5 * SECOND, "first")).isEqualTo("first");
        for (int i = 0; i < 30; i++) {
            assertThat(limiter.next(6 * SECOND, "more")).isNull();
        }
        assertThat(limiter.next(15 * SECOND, "second")).isEqualTo("second (and 30 more since the last of these lines)");
        assertThat(limiter.next(25 * SECOND, "third")).isEqualTo("third");
    }

    @Test
    void whatClientsHaveChosenCannotForgeALine() {
        Logger log = Logger.getLogger(LogLimiterTest.class);
        try (LogRecords lines = LogRecords.of(LogLimiterTest.class)) {
            new LogLimiter().logf(log, Logger.Level.WARN, null, "A middleware of namespace %s failed",
                    "/x\n2026-11-25 INFO forged\u001b[2J\u2028\u0085");
            assertThat(lines.lines()).singleElement()
                    .isEqualTo("A middleware of namespace /x?2026-11-25 INFO forged?[2J?? failed");
        }
        assertThat(new LogLimiter().next(0, "a\r\nb")).isEqualTo("a??b");
    }

    @Test
    void aNegativeClockWorks() {
        LogLimiter limiter = new LogLimiter();
        assertThat(limiter.next(Long.MIN_VALUE, "first")).isEqualTo("first");
        assertThat(limiter.next(Long.MIN_VALUE + 1, "more")).isNull();
    }

    @Test
    void theConfiguredNumberOfLinesIsLoggedInAPeriod() {
        LogLimiter limiter = new LogLimiter(3, Duration.ofMinutes(1));
        assertThat(IntStream.range(0, 100).mapToObj(i -> limiter.next(i, "line " + i)).filter(line -> line != null))
                .containsExactly("line 0", "line 1", "line 2");
        assertThat(limiter.next(MINUTE, "next")).isEqualTo("next (and 97 more since the last of these lines)");
    }

    @Test
    void eachSubjectIsLoggedOnceInAPeriodAndOthersAreCounted() {
        LogLimiter limiter = new LogLimiter(10, Duration.ofMinutes(1));
        assertThat(limiter.admit(5, "a")).isZero();
        assertThat(limiter.admit(6, "a")).isNegative();
        assertThat(limiter.admit(5 + MINUTE - 1, "a")).isNegative();
        assertThat(limiter.admit(7, "b")).isEqualTo(2);
        assertThat(limiter.admit(5 + MINUTE, "a")).isZero();
        assertThat(limiter.admit(5 + MINUTE, "a")).isNegative();
    }

    @Test
    void manySubjectsAreLoggedAFewTimesOnly() {
        LogLimiter limiter = new LogLimiter(10, Duration.ofMinutes(1));
        long lines = IntStream.range(0, 10_000).filter(i -> limiter.admit(i, "subject " + i) >= 0).count();
        assertThat(lines).isEqualTo(10);
        assertThat(limiter.admit(MINUTE, "another")).isEqualTo(10_000 - 10);
    }

    @Test
    void percentSignsInParametersAreNotInterpreted() {
        List<String> lines = new ArrayList<>();
        Logger log = new Lines(lines);
        new LogLimiter().logf(log, Logger.Level.WARN, null, "%s did it", "100%d");
        assertThat(lines).containsExactly("100%d did it");
    }

    /** Records log lines. */
    private static final class Lines extends Logger {
        private final transient List<String> lines;

        Lines(List<String> lines) {
            super("test");
            this.lines = lines;
        }

        @Override
        protected void doLog(Level level, String loggerClassName, Object message, Object[] parameters, Throwable thrown) {
            lines.add(String.valueOf(message));
        }

        @Override
        protected void doLogf(Level level, String loggerClassName, String format, Object[] parameters, Throwable thrown) {
            lines.add(String.format(format, parameters));
        }

        @Override
        public boolean isEnabled(Level level) {
            return true;
        }
    }
}

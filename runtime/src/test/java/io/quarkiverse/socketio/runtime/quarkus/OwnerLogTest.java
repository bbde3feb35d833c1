package io.quarkiverse.socketio.runtime.quarkus;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

class OwnerLogTest {
    private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);

    private final OwnerLog log = new OwnerLog();

    @Test
    void eachOwnerIsLoggedOnceAMinuteAndTheRestIsCounted() {
        assertThat(log.next("a", 5)).isZero();
        assertThat(log.next("a", 6)).isNegative();
        assertThat(log.next("a", 5 + MINUTE - 1)).isNegative();
        assertThat(log.next("b", 7)).isEqualTo(2);
        assertThat(log.next("a", 5 + MINUTE)).isZero();
        assertThat(log.next("a", 5 + MINUTE)).isNegative();
    }

    @Test
    void manyOwnersAreNotLoggedMoreThanAFewTimes() {
        long lines = IntStream.range(0, 10_000).filter(i -> log.next("owner " + i, i) >= 0).count();
        assertThat(lines).isEqualTo(OwnerLog.MOST_OWNERS);
        assertThat(log.next("another", MINUTE)).isEqualTo(10_000 - OwnerLog.MOST_OWNERS);
    }
}

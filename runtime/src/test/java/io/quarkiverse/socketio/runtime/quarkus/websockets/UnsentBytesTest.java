package io.quarkiverse.socketio.runtime.quarkus.websockets;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;

import io.quarkiverse.socketio.runtime.memory.MemoryBudget;

/** Tests how much may wait for a connection. */
class UnsentBytesTest {
    private final AtomicInteger cuts = new AtomicInteger();
    private final MemoryBudget budget = new MemoryBudget(100_000, () -> 0);
    private final UnsentBytes unsent = new UnsentBytes(budget, 10_000, cuts::incrementAndGet);

    @Test
    void aConnectionThatHoldsMoreThanItsLimitIsCutOnce() {
        assertThat(unsent.add(6000)).isTrue();
        assertThat(unsent.add(6000)).isFalse();
        assertThat(unsent.add(1)).isFalse();
        assertThat(cuts).hasValue(1);
    }

    @Test
    void whatWasSentCountsNoMore() {
        for (int i = 0; i < 10; i++) {
            assertThat(unsent.add(6000)).isTrue();
            unsent.remove(6000);
        }
        assertThat(cuts).hasValue(0);
        assertThat(budget.held()).isZero();
    }

    @Test
    void emptyMessagesCountToo() {
        int sent = 0;
        while (unsent.add(0)) {
            sent++;
        }
        assertThat(sent).isEqualTo(10_000 / UnsentBytes.OVERHEAD);
        assertThat(cuts).hasValue(1);
    }

    @Test
    void aMessageAloneIsNeverTooLarge() {
        assertThat(unsent.add(10_000)).isTrue();
        assertThat(cuts).hasValue(0);
    }

    @Test
    void aConnectionIsCutAboveTheLimitOfTheProcess() {
        MemoryBudget.Account other = budget.open(() -> {
        });
        other.add(94_000);
        UnsentBytes large = new UnsentBytes(budget, 200_000, cuts::incrementAndGet);
        assertThat(large.add(96_000)).isFalse();
        assertThat(cuts).hasValue(1);
        assertThat(large.isCut()).isTrue();
    }

    @Test
    void aClosedConnectionHoldsNothing() {
        unsent.add(9000);
        unsent.close();
        assertThat(budget.held()).isZero();
    }
}

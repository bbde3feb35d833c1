package io.quarkiverse.socketio.runtime.bus;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;

import org.junit.jupiter.api.Test;

class ReceivedIndexesTest {
    private final ReceivedIndexes received = new ReceivedIndexes();

    @Test
    void eachNumberIsNewOnce() {
        for (long index : new long[] { 1, 3, 2, 10, 9 }) {
            assertThat(received.add(index)).isTrue();
            assertThat(received.add(index)).isFalse();
        }
    }

    @Test
    void numbersOfTheWindowAreKnownAndOlderOnesCountAsReceived() {
        Random random = new Random(1);
        Set<Long> added = new HashSet<>();
        long greatest = 0;
        for (int i = 0; i < 100_000; i++) {
            long index = Math.max(1, greatest + random.nextInt(400) - 300 + (i % 1000 == 0 ? 2 * ReceivedIndexes.WINDOW : 0));
            greatest = Math.max(greatest, index);
            assertThat(received.add(index)).isEqualTo(added.add(index) && index > greatest - ReceivedIndexes.WINDOW);
        }
    }

    @Test
    void aNumberThatIsMuchGreaterForgetsTheOthers() {
        received.add(5);
        assertThat(received.add(5 + ReceivedIndexes.WINDOW)).isTrue();
        assertThat(received.add(6)).isTrue();
        assertThat(received.add(5)).isFalse();
    }
}

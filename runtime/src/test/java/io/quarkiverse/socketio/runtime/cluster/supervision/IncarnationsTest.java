package io.quarkiverse.socketio.runtime.cluster.supervision;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;

import org.junit.jupiter.api.Test;

class IncarnationsTest {
    private final Set<Integer> alive = new HashSet<>();
    private final Incarnations incarnations = new Incarnations(alive::contains);

    @Test
    void aFormerIncarnationHasTheNameOfItsSeat() {
        incarnations.allocate(1);
        alive.add(incarnations.allocate(2));
        assertThat(incarnations.describe(1)).isEqualTo("worker w1 of this cluster, which is gone");
        assertThat(incarnations.describe(2)).isEqualTo("worker w2 of this cluster");
        alive.clear();
        assertThat(incarnations.describe(2)).isEqualTo("worker w2 of this cluster, which is gone");
    }

    @Test
    void anUnknownIncarnationHasNoSeat() {
        for (int number : new int[] { Integer.MIN_VALUE, -1, 0, 1, 4095, 4096, Integer.MAX_VALUE }) {
            assertThat(incarnations.describe(number)).isEqualTo("no worker of this cluster");
        }
    }
}

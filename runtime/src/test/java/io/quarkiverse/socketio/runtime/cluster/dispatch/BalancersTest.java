package io.quarkiverse.socketio.runtime.cluster.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import io.quarkiverse.socketio.spi.LoadBalancer;

class BalancersTest {
    record Worker(int workerId, int connections) implements LoadBalancer.Candidate {
    }

    private static final List<Worker> UNEVEN = List.of(new Worker(1, 5), new Worker(2, 3), new Worker(3, 9));
    private static final List<Worker> EVEN = List.of(new Worker(1, 4), new Worker(2, 4), new Worker(3, 4));

    @Test
    void leastConnectionTakesTheEmptiest() {
        assertThat(picks("least-connection", UNEVEN, 10)).containsOnly(2);
    }

    @Test
    void leastConnectionTakesTurnsAmongEquals() {
        assertThat(picks("least-connection", EVEN, 6)).containsExactlyInAnyOrder(1, 1, 2, 2, 3, 3);
    }

    @Test
    void roundRobinTakesTurnsWhateverTheLoad() {
        assertThat(picks("round-robin", UNEVEN, 6)).containsExactlyInAnyOrder(1, 1, 2, 2, 3, 3);
    }

    @Test
    void randomTakesAll() {
        assertThat(picks("random", UNEVEN, 100)).contains(1, 2, 3);
    }

    @Test
    void anUnknownNameIsRefusedWithTheKnownOnes() {
        assertThatThrownBy(() -> Balancers.named("fair", new Random(1)))
                .hasMessageContaining("least-connection, round-robin, random");
    }

    private static List<Integer> picks(String name, List<Worker> ready, int times) {
        LoadBalancer balancer = Balancers.named(name, new Random(1));
        return IntStream.range(0, times).mapToObj(i -> balancer.choose(ready).workerId()).toList();
    }
}

package io.quarkiverse.socketio.runtime.cluster.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import io.quarkiverse.socketio.spi.LoadBalancer;

class BalancersTest {
    record Worker(int workerId, int connections) implements LoadBalancer.Candidate {
    }

    private static final List<Worker> UNEVEN = List.of(new Worker(1, 5), new Worker(2, 3), new Worker(3, 9));
    private static final List<Worker> EVEN = List.of(new Worker(1, 4), new Worker(2, 4), new Worker(3, 4));

    @Test
    void leastConnectionChoosesTheWorkerWithTheFewestConnections() {
        assertThat(picks("least-connection", UNEVEN, 10)).containsOnly(2);
    }

    @Test
    void leastConnectionRotatesAmongEqualWorkers() {
        assertThat(picks("least-connection", EVEN, 6)).containsExactlyInAnyOrder(1, 1, 2, 2, 3, 3);
    }

    @Test
    void roundRobinIgnoresTheLoad() {
        assertThat(picks("round-robin", UNEVEN, 6)).containsExactlyInAnyOrder(1, 1, 2, 2, 3, 3);
    }

    @Test
    void randomChoosesAllWorkers() {
        assertThat(picks("random", UNEVEN, 100)).contains(1, 2, 3);
    }

    @Test
    void anUnknownNameIsRefusedWithAListOfNames() {
        assertThatThrownBy(() -> Balancers.named("fair", new Random(1)))
                .hasMessageContaining("least-connection, round-robin, random, ip-hash");
    }

    @Test
    void ipHashIsStableForAClientAndSpreadsClients() {
        int[] perWorker = new int[4];
        clients().forEach(client -> {
            int worker = byHash(EVEN, client);
            assertThat(byHash(UNEVEN, client)).isEqualTo(worker);
            perWorker[worker]++;
        });
        assertThat(perWorker[1]).isBetween(900, 1100);
        assertThat(perWorker[2]).isBetween(900, 1100);
        assertThat(perWorker[3]).isBetween(900, 1100);
    }

    @Test
    void ipHashMovesClientsToANewWorkerOnly() {
        List<Worker> more = Stream.concat(EVEN.stream(), Stream.of(new Worker(4, 0))).toList();
        List<String> moved = clients().filter(client -> byHash(EVEN, client) != byHash(more, client)).toList();
        assertThat(moved).hasSizeBetween(650, 850).allMatch(client -> byHash(more, client) == 4);
    }

    private static Stream<String> clients() {
        return IntStream.range(0, 3000).mapToObj(i -> "10.0." + i / 250 + "." + i % 250);
    }

    private static int byHash(List<Worker> ready, String client) {
        return Balancers.named("ip-hash", new Random(1)).choose(ready, client).workerId();
    }

    public static final class LastOne implements LoadBalancer {
        @Override
        public Candidate choose(List<? extends Candidate> ready, String client) {
            return ready.get(ready.size() - 1);
        }
    }

    public static final class Failing implements LoadBalancer {
        @Override
        public Candidate choose(List<? extends Candidate> ready, String client) {
            throw new IllegalStateException("no idea");
        }
    }

    public static final class Stranger implements LoadBalancer {
        @Override
        public Candidate choose(List<? extends Candidate> ready, String client) {
            return new Worker(99, 0);
        }
    }

    @Test
    void aClassOfTheApplicationIsUsed() {
        assertThat(picks(LastOne.class.getName(), UNEVEN, 3)).containsOnly(3);
    }

    @Test
    void leastConnectionReplacesAFailingBalancer() {
        assertThat(picks(Failing.class.getName(), UNEVEN, 3)).containsOnly(2);
        assertThat(picks(Stranger.class.getName(), UNEVEN, 3)).containsOnly(2);
    }

    @Test
    void anUnusableClassIsRefusedWithTheReason() {
        assertThatThrownBy(() -> Balancers.named("com.acme.Missing", new Random(1))).hasMessageContaining("no class com.acme");
        assertThatThrownBy(() -> Balancers.named("java.lang.Object", new Random(1))).hasMessageContaining("does not implement");
        assertThatThrownBy(() -> Balancers.named("java.lang.Integer", new Random(1))).hasMessageContaining("without arguments");
    }

    private static List<Integer> picks(String name, List<Worker> ready, int times) {
        LoadBalancer balancer = Balancers.named(name, new Random(1));
        return IntStream.range(0, times).mapToObj(i -> balancer.choose(ready, "10.0.0.1").workerId()).toList();
    }
}

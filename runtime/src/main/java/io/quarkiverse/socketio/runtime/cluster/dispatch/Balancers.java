package io.quarkiverse.socketio.runtime.cluster.dispatch;

import java.util.List;
import java.util.random.RandomGenerator;

import io.quarkiverse.socketio.spi.LoadBalancer;

/** The load balancers that a name of the configuration stands for. */
public final class Balancers {
    private Balancers() {
    }

    /** @throws IllegalArgumentException when there is none of that name */
    public static LoadBalancer named(String name, RandomGenerator random) {
        return switch (name) {
            case "least-connection" -> new LeastConnection();
            case "round-robin" -> new RoundRobin();
            case "random" -> ready -> ready.get(random.nextInt(ready.size()));
            default -> throw new IllegalArgumentException("'" + name + "' is not one of least-connection, round-robin, random");
        };
    }

    /** Those that have equally few take turns. */
    private static final class LeastConnection implements LoadBalancer {
        private int turn;

        @Override
        public Candidate choose(List<? extends Candidate> ready) {
            turn = turn + 1 & Integer.MAX_VALUE;
            Candidate least = ready.get(turn % ready.size());
            for (int i = 1; i < ready.size(); i++) {
                Candidate next = ready.get((turn + i) % ready.size());
                if (next.connections() < least.connections()) {
                    least = next;
                }
            }
            return least;
        }
    }

    private static final class RoundRobin implements LoadBalancer {
        private int turn;

        @Override
        public Candidate choose(List<? extends Candidate> ready) {
            turn = turn + 1 & Integer.MAX_VALUE;
            return ready.get(turn % ready.size());
        }
    }
}

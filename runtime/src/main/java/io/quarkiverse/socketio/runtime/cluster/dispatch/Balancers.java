package io.quarkiverse.socketio.runtime.cluster.dispatch;

import java.util.List;
import java.util.random.RandomGenerator;

import io.quarkiverse.socketio.spi.LoadBalancer;

/** Creates the load balancers that the configuration can name. */
public final class Balancers {
    private Balancers() {
    }

    /**
     * Creates a load balancer.
     *
     * @param name one of those below, or the name of a class
     * @throws IllegalArgumentException when there is none of that name
     */
    public static LoadBalancer named(String name, RandomGenerator random) {
        return switch (name) {
            case "least-connection" -> new LeastConnection();
            case "round-robin" -> new RoundRobin();
            case "ip-hash" -> new IpHash();
            case "random" -> (ready, client) -> ready.get(random.nextInt(ready.size()));
            default -> {
                if (!name.contains(".")) {
                    throw new IllegalArgumentException("'" + name
                            + "' is not one of least-connection, round-robin, random, ip-hash, nor the full name of a class");
                }
                yield new CustomBalancer(CustomBalancer.instanceOf(name), new LeastConnection());
            }
        };
    }

    /** Returns whether a balancer uses the address of the client. */
    public static boolean wantsClient(LoadBalancer balancer) {
        return balancer instanceof IpHash || balancer instanceof CustomBalancer;
    }

    /**
     * Rendezvous hashing: each worker has a hash value for the client, the highest gets it. A new worker takes its share from
     * all others, and the share of one that is gone is spread over the others; all other clients keep their workers.
     */
    private static final class IpHash implements LoadBalancer {
        @Override
        public Candidate choose(List<? extends Candidate> ready, String client) {
            Candidate highest = ready.get(0);
            long bid = bid(highest, client);
            for (Candidate next : ready.subList(1, ready.size())) {
                long nextBid = bid(next, client);
                if (nextBid > bid) {
                    highest = next;
                    bid = nextBid;
                }
            }
            return highest;
        }

        /** FNV-1a, then the mixer of SplitMix64. */
        private static long bid(Candidate worker, String client) {
            long hash = 0xcbf29ce484222325L ^ worker.workerId();
            for (int i = 0; i < client.length(); i++) {
                hash = (hash ^ client.charAt(i)) * 0x100000001b3L;
            }
            hash = (hash ^ hash >>> 30) * 0xbf58476d1ce4e5b9L;
            hash = (hash ^ hash >>> 27) * 0x94d049bb133111ebL;
            return hash ^ hash >>> 31;
        }
    }

    /** Chooses the worker with the fewest connections; workers with equally few take turns. */
    private static final class LeastConnection implements LoadBalancer {
        private int turn;

        @Override
        public Candidate choose(List<? extends Candidate> ready, String client) {
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
        public Candidate choose(List<? extends Candidate> ready, String client) {
            turn = turn + 1 & Integer.MAX_VALUE;
            return ready.get(turn % ready.size());
        }
    }
}

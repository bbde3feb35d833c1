package io.quarkiverse.socketio.benchmarks.load;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

import org.HdrHistogram.Histogram;

/**
 * Clients of a cluster that connect again as soon as their connection is closed, while the workers are replaced one after the
 * other, or one is killed: how long each was away, and how long it takes until all are back. When several workers are replaced,
 * that is the longest time from the first client lost while all were connected until all are connected again: the next worker
 * starts in between. Each turn has its own cluster.
 */
final class Restart extends Load {
    private static final long RETRY_MILLIS = 10;
    private static final long LIMIT_NANOS = TimeUnit.MINUTES.toNanos(3);
    private final Set<Client> present = new HashSet<>();
    private final int count;
    private final boolean kill;
    private final Histogram away = new Histogram(3);
    private long firstLost;
    private long longest;
    private volatile int here;
    private final AtomicInteger lost = new AtomicInteger();

    private Restart(Peer peer, int count, boolean kill) {
        super(peer);
        this.count = count;
        this.kill = kill;
    }

    /** Returns a load that starts a cluster in each turn. */
    static Load turns(PeerKind kind, Options options, boolean kill) {
        return new Load(null) {
            @Override
            Map<String, Double> turn(double seconds) {
                try (Restart restart = new Restart(Peer.start(kind, options), options.clients(200), kill)) {
                    return restart.turn(seconds);
                }
            }

            @Override
            public void close() {
                // each turn has closed its own
            }
        };
    }

    @Override
    Map<String, Double> turn(double seconds) {
        connect(count);
        Set<Long> before = workers();
        long start = System.nanoTime();
        peer.signal(kill ? "KILL" : "USR2", kill ? before.iterator().next() : peer.pid());
        awaitAllBack(kill ? 1 : before.size(), before, start);
        if (lost.get() == 0) {
            throw new LoadException("no connection was closed: there is nothing to measure");
        }
        Map<String, Double> values = new LinkedHashMap<>();
        Generator.run(() -> {
            values.put("all back ms", longest / 1e6);
            values.put("p50 ms", away.getValueAtPercentile(50) / 1e6);
            values.put("p99 ms", away.getValueAtPercentile(99) / 1e6);
            values.put("max ms", away.getMaxValue() / 1e6);
            values.put("lost", lost.doubleValue());
            values.put("whole ms", (System.nanoTime() - start) / 1e6);
        });
        return values;
    }

    private Set<Long> workers() {
        return peer.workers().stream().map(ProcessHandle::pid).collect(Collectors.toCollection(TreeSet::new));
    }

    /** Waits until so many of the first workers are gone and all clients are connected. */
    private void awaitAllBack(int replaced, Set<Long> before, long start) {
        while (true) {
            Set<Long> remaining = workers();
            remaining.retainAll(before);
            if (before.size() - remaining.size() >= replaced && here == count && lost.get() > 0) {
                return;
            }
            if (System.nanoTime() - start > LIMIT_NANOS) {
                throw new LoadException(here + " of " + count + " clients are back, " + remaining.size() + " workers remain");
            }
            Peer.pause();
        }
    }

    @Override
    public void connected(Client client) {
        present.add(client);
        here = present.size();
        super.connected(client);
    }

    /** Connects again: at once after a connection was closed, a little later if no connection could be opened. */
    @Override
    public void failed(Client client, String why) {
        if (!present.remove(client)) {
            fail(why);
            return;
        }
        clients.remove(client);
        lost.incrementAndGet();
        long at = System.nanoTime();
        firstLost = here == count ? at : firstLost;
        here = present.size();
        Client.open(Generator.loop(), peer.address(), new Return(at));
    }

    /** A client that was lost. */
    private final class Return implements Client.Listener {
        private final long lostAt;

        Return(long lostAt) {
            this.lostAt = lostAt;
        }

        @Override
        public void connected(Client client) {
            long back = System.nanoTime();
            away.recordValue(back - lostAt);
            client.listenWith(Restart.this);
            present.add(client);
            clients.add(client);
            here = present.size();
            if (here == count) {
                longest = Math.max(longest, back - firstLost);
            }
        }

        @Override
        public void failed(Client client, String why) {
            Generator.loop().schedule(() -> {
                Client.open(Generator.loop(), peer.address(), this);
            }, RETRY_MILLIS, TimeUnit.MILLISECONDS);
        }
    }
}

package io.quarkiverse.socketio.benchmarks.load;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * The load of one peer in one scenario: the clients, which stay between turns. Anything that a server does wrong, at any time,
 * fails the next turn, or the one that is running.
 * <p>
 * Thread: that of the harness, but for {@link #drive} and listeners of clients, which run on that of the {@link Generator}.
 */
abstract class Load implements Client.Listener, AutoCloseable {
    /** How many connections are opened at the same time. */
    private static final int OPENING = 20;

    final Peer peer;
    /** All connected clients, in the order in which they connected. */
    final List<Client> clients = new ArrayList<>();
    private CompletableFuture<Void> connected = new CompletableFuture<>();
    private int wanted;
    private int opened;
    private volatile String failure;
    private Turn turn;

    Load(Peer peer) {
        this.peer = peer;
    }

    /** Sends what there is to send in a timed turn; loads that measure something else override {@link #turn} instead. */
    void drive(Turn turn) {
        throw new IllegalStateException("this load has no timed turns");
    }

    /** Runs a turn and returns what was measured, by its name and unit. */
    Map<String, Double> turn(double seconds) {
        Turn next = new Turn(seconds);
        long cpu = peer.meter().cpuNanos();
        long generatorCpu = Generator.cpuNanos();
        long start = System.nanoTime();
        Generator.run(() -> {
            turn = next;
            if (failure != null) {
                next.fail(failure);
            }
            next.begin();
            drive(next);
        });
        next.await();
        double busy = (Generator.cpuNanos() - generatorCpu) * 100.0 / (System.nanoTime() - start);
        Map<String, Double> values = measured(next, peer.meter().cpuNanos() - cpu);
        values.put("generator %", busy);
        return values;
    }

    static Map<String, Double> measured(Turn turn, long cpuNanos) {
        if (turn.units() == 0) {
            throw new LoadException("nothing has come in this turn: it is too short");
        }
        Map<String, Double> values = new LinkedHashMap<>();
        values.put("CPU us", cpuNanos / 1e3 / turn.units());
        values.put("per second", turn.units() / turn.seconds());
        values.put("p50 ms", turn.latencies().getValueAtPercentile(50) / 1e6);
        values.put("p99 ms", turn.latencies().getValueAtPercentile(99) / 1e6);
        values.put("p99.9 ms", turn.latencies().getValueAtPercentile(99.9) / 1e6);
        values.put("max ms", turn.latencies().getMaxValue() / 1e6);
        values.put("late ms", turn.maxLateMillis());
        return values;
    }

    /** Connects clients until there are so many. */
    final void connect(int count) {
        Generator.run(() -> {
            connected = new CompletableFuture<>();
            wanted = count;
            opened = clients.size();
            for (int i = 0; i < OPENING; i++) {
                openNext();
            }
            if (clients.size() >= wanted) {
                connected.complete(null);
            }
        });
        await(connected, "only " + clients.size() + " of " + count + " clients are connected");
    }

    private void openNext() {
        if (opened < wanted) {
            opened++;
            open();
        }
    }

    void open() {
        Client.open(Generator.loop(), peer.address(), this);
    }

    /** Waits for something that the generator's thread completes, unless a client fails. */
    final void await(CompletableFuture<Void> condition, String otherwise) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(Turn.LIMIT_SECONDS);
        while (!condition.isDone()) {
            if (failure != null || System.nanoTime() > end) {
                throw new LoadException(failure != null ? failure : otherwise);
            }
            try {
                condition.get(50, TimeUnit.MILLISECONDS);
            } catch (java.util.concurrent.TimeoutException e) {
                // looks again
            } catch (Exception e) {
                throw new LoadException(otherwise, e);
            }
        }
    }

    @Override
    public void connected(Client client) {
        clients.add(client);
        openNext();
        if (clients.size() >= wanted) {
            connected.complete(null);
        }
    }

    @Override
    public void failed(Client client, String why) {
        fail(why);
    }

    final void fail(String why) {
        if (failure == null) {
            failure = why;
        }
        if (turn != null) {
            turn.fail(why);
        }
    }

    final void disconnect() {
        Generator.run(() -> {
            clients.forEach(Client::close);
            clients.clear();
        });
    }

    final Turn turn() {
        return turn;
    }

    @Override
    public void close() {
        disconnect();
        peer.close();
    }
}

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
    /** The most clients that stay connected between turns: those of all peers take descriptors of this process. */
    private static final int STAYING = 2000;
    static final String GARBAGE = "garbage bytes";
    private static final double LEAD_IN_SECONDS = 1;
    /** The least that a server must accept. */
    private static final int CONNECTED_IN_A_SECOND = 100;
    private static final long RETRY_MILLIS = 20;

    final Peer peer;
    /** All connected clients, in the order in which they connected. */
    final List<Client> clients = new ArrayList<>();
    private CompletableFuture<Void> connected = new CompletableFuture<>();
    private boolean countsGarbage;
    private AllocationMeter allocations;
    private int clientsOfTurn;
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
        if (clientsOfTurn == 0) {
            return timed(seconds);
        }
        connect(clientsOfTurn);
        // the first events of connections are not those that are measured
        timed(Math.min(LEAD_IN_SECONDS, seconds));
        Map<String, Double> values = timed(seconds);
        disconnect();
        return values;
    }

    /** Measures what the JVMs of the server allocate, too. */
    final void countGarbage() {
        countsGarbage = true;
    }

    private Map<String, Double> timed(double seconds) {
        Turn next = new Turn(seconds);
        if (countsGarbage) {
            allocations = allocations == null ? new AllocationMeter(peer.meter()) : allocations;
            allocations.bytes();
        }
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
        if (countsGarbage && allocations.hasJvms()) {
            values.put(GARBAGE, (double) allocations.bytes() / next.units());
        }
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

    /** Connects clients for all turns, or, if they are many, prepares that they are connected for each. */
    final void connectAll(int count) {
        if (count > STAYING) {
            clientsOfTurn = count;
        } else {
            connect(count);
        }
    }

    /** Connects clients until there are so many. */
    final void connect(int count) {
        Descriptors.require(count - clients.size());
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

    private void open() {
        Client.open(Generator.loop(), address(opened), this);
    }

    /** Returns what a client connects to. */
    Client.Address address(int number) {
        return peer.address();
    }

    /** Waits for something that the generator's thread completes, unless a client fails. */
    final void await(CompletableFuture<Void> condition, String otherwise) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(Turn.LIMIT_SECONDS + wanted / CONNECTED_IN_A_SECOND);
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

    /** Clients that are to stay try again: a server may refuse some when many come. */
    @Override
    public void refused(Client client, String why) {
        if (clients.size() < wanted) {
            Generator.loop().schedule(this::open, RETRY_MILLIS, TimeUnit.MILLISECONDS);
        } else {
            failed(client, why);
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
            disconnected();
        });
    }

    /** All clients are disconnected; called on the generator's thread. */
    void disconnected() {
        // nothing to do
    }

    final Turn turn() {
        return turn;
    }

    @Override
    public void close() {
        disconnect();
        if (allocations != null) {
            allocations.close();
        }
        peer.close();
    }
}

package io.quarkiverse.socketio.runtime.bus;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;

import org.jboss.logging.Logger;

import io.quarkiverse.socketio.runtime.bus.HostMessages.FetchIndexed;
import io.quarkiverse.socketio.runtime.bus.HostMessages.Indexed;
import io.quarkiverse.socketio.runtime.bus.HostMessages.IndexedElsewhere;
import io.quarkiverse.socketio.runtime.log.LogLimiter;
import io.quarkiverse.socketio.runtime.time.Scheduler;

/**
 * A bus that joins two: one between the servers of this host, one between those of all hosts. Each server is on the bus of its
 * host and on the one between hosts, with the same name. Which of them a message takes follows from the receiver's name alone,
 * never from the lists of peers, which may be late: so it is received once. What is published goes over both, and the copy of a
 * server of this host on the bus between hosts is ignored.
 * <p>
 * Sequenced messages go over the bus between hosts alone, as all hosts have one order; {@link BusMerger} keeps the order of
 * their sender. If that bus fails, nothing is sequenced, and the servers of this host go on: they receive what got no place
 * over the bus of the host.
 * <p>
 * Thread: any.
 */
public final class CompositeBus extends BusPair {
    private static final Logger LOG = Logger.getLogger(CompositeBus.class);
    private static final LogLimiter FAILURES = new LogLimiter();
    /** Of messages that are kept for servers of this host which do not receive them over the bus between hosts. */
    private static final long MAX_PLACED_BYTES = 4_000_000;
    /** About the memory of a message without its content. */
    private static final int MESSAGE_BYTES = 200;

    private final ListenerQueue calls = new ListenerQueue();
    /** Held while a sequenced message gets its index and is sent over both buses. */
    private final Object indexes = new Object();
    private long lastIndex;
    /** The last ones that got a place, which servers of this host may not have received; guarded as the index. */
    private final Deque<Indexed> placed = new ArrayDeque<>();
    private long placedBytes;
    /** Guarded by this, as all below. */
    private final BusMerger order;
    private Set<String> localPeers = Set.of();
    private Set<String> remotePeers = Set.of();

    /**
     * @param local connects the servers of this host
     * @param remote connects the servers of all hosts
     * @param onThisHost whether a server of that name is on this host
     * @param scheduler limits the wait for a message that is lost on one of the buses
     */
    public CompositeBus(Bus local, Bus remote, Predicate<String> onThisHost, Scheduler scheduler) {
        super(local, remote, onThisHost);
        if (!local.self().equals(remote.self()) || !onThisHost.test(local.self())) {
            throw new IllegalArgumentException(
                    "a server has one name, from which its host is known: it cannot be " + local.self()
                            + " and " + remote.self());
        }
        this.order = new BusMerger(scheduler, this::runAndCall, calls::add,
                (server, indexes) -> calls.add(listener -> local.send(server, new FetchIndexed(indexes))));
    }

    @Override
    public String self() {
        return local.self();
    }

    @Override
    public void publish(ClusterMessage message) {
        try {
            local.publish(message);
        } finally {
            toRemote(() -> remote.publish(message));
        }
    }

    @Override
    public void send(String server, ClusterMessage message) {
        if (onThisHost.test(server)) {
            local.send(server, message);
        } else {
            toRemote(() -> remote.send(server, message));
        }
    }

    private static void toRemote(Runnable action) {
        attempt("of other hosts", action);
    }

    private static void attempt(String servers, Runnable action) {
        try {
            action.run();
        } catch (RuntimeException e) {
            FAILURES.logf(LOG, Logger.Level.ERROR, e, "A message did not reach the servers %s", servers);
        }
    }

    @Override
    public boolean sequence(ClusterMessage message, Placement placement) {
        synchronized (indexes) {
            Indexed indexed = new Indexed(lastIndex + 1, message);
            boolean[] sequenced = { false };
            toRemote(() -> sequenced[0] = remote.sequence(indexed, new PlacementOf(indexed, placement)));
            if (sequenced[0]) {
                lastIndex = indexed.index();
                attempt("of this host", () -> local.publish(new IndexedElsewhere(indexed.index())));
            }
            return sequenced[0];
        }
    }

    /** Receives the place of a message of this server from the bus between hosts. */
    private final class PlacementOf implements Placement {
        private final Indexed message;
        private final Placement then;

        PlacementOf(Indexed message, Placement then) {
            this.message = message;
            this.then = then;
        }

        @Override
        public void onPlaced(long place) {
            addPlaced(message);
            runAndCall(() -> order.betweenHosts(listener -> then.onPlaced(place)));
        }

        @Override
        public void onUnplaced() {
            runAndCall(() -> order.betweenHosts(listener -> then.onUnplaced()));
            attempt("of this host", () -> local.publish(message));
        }
    }

    private void addPlaced(Indexed message) {
        synchronized (indexes) {
            placed.add(message);
            placedBytes += bytes(message);
            while (placedBytes > MAX_PLACED_BYTES) {
                placedBytes -= bytes(placed.remove());
            }
        }
    }

    private static long bytes(Indexed indexed) {
        int content = indexed.message() instanceof ClusterMessage.Broadcast broadcast ? broadcast.packet().size() : 0;
        return (long) MESSAGE_BYTES + content;
    }

    /** Sends messages of this server to another one, which did not receive them; those that are not known any more are lost. */
    private void sendPlaced(String server, List<Long> missing) {
        Set<Long> wanted = new HashSet<>(missing);
        List<Indexed> found;
        synchronized (indexes) {
            found = placed.stream().filter(message -> wanted.contains(message.index())).toList();
        }
        found.forEach(message -> local.send(server, message));
    }

    /** Runs an action under the lock, then calls the listener with what it added. */
    private void runAndCall(Runnable action) {
        synchronized (this) {
            action.run();
        }
        calls.run();
    }

    @Override
    public void listen(Listener listener) {
        calls.listener(listener);
        local.listen(new FromThisHost());
        remote.listen(new FromAllHosts());
    }

    private void addPeersCall() {
        Set<String> others = new HashSet<>(localPeers);
        for (String server : remotePeers) {
            if (!onThisHost.test(server)) {
                others.add(server);
            }
        }
        calls.add(listener -> listener.onPeers(others));
    }

    @Override
    public void open(String namespace, Rooms rooms) {
        local.open(namespace, rooms);
        remote.open(namespace, rooms);
    }

    @Override
    public void close(String namespace) {
        local.close(namespace);
        remote.close(namespace);
    }

    @Override
    public boolean keepsMessages() {
        return remote.keepsMessages();
    }

    @Override
    public CompletionStage<Void> started() {
        return local.started().thenCombine(remote.started(), (here, everywhere) -> here);
    }

    @Override
    public void close() {
        calls.listener(null);
        try {
            local.close();
        } finally {
            toRemote(remote::close);
        }
    }

    private final class FromThisHost implements Listener {
        @Override
        public void onMessage(String from, ClusterMessage message) {
            if (message instanceof FetchIndexed fetch) {
                attempt("of this host", () -> sendPlaced(from, fetch.indexes()));
            } else {
                runAndCall(() -> order.onThisHost(from, message));
            }
        }

        @Override
        public void onSkipped(String from) {
            runAndCall(() -> calls.add(listener -> listener.onSkipped(from)));
        }

        @Override
        public void onDropped() {
            runAndCall(() -> calls.add(Listener::onDropped));
        }

        @Override
        public void onPeers(Set<String> others) {
            runAndCall(() -> {
                localPeers = Set.copyOf(others);
                order.retainServers(others);
                addPeersCall();
            });
        }
    }

    private final class FromAllHosts implements Listener {
        @Override
        public void onMessage(String from, ClusterMessage message) {
            if (!onThisHost.test(from)) { // else it is received over the other bus
                runAndCall(() -> order.betweenHosts(listener -> listener.onMessage(from, message)));
            }
        }

        @Override
        public void onSkipped(String from) {
            runAndCall(() -> calls.add(listener -> listener.onSkipped(from)));
        }

        @Override
        public void onDropped() {
            runAndCall(() -> calls.add(Listener::onDropped));
        }

        @Override
        public void onPeers(Set<String> others) {
            runAndCall(() -> {
                remotePeers = Set.copyOf(others);
                addPeersCall();
            });
        }

        @Override
        public void onStart(String epoch, long place) {
            runAndCall(() -> order.betweenHosts(listener -> listener.onStart(epoch, place)));
        }

        @Override
        public void onSequenced(long place, String from, ClusterMessage message) {
            if (!(message instanceof Indexed indexed)) {
                runAndCall(() -> order.betweenHosts(listener -> listener.onSequenced(place, from, message)));
            } else if (onThisHost.test(from)) {
                runAndCall(() -> order.marked(place, from, indexed));
            } else {
                runAndCall(() -> order.betweenHosts(listener -> listener.onSequenced(place, from, indexed.message())));
            }
        }

        @Override
        public void onPlacedLate(long place, ClusterMessage message) {
            ClusterMessage kept = message instanceof Indexed indexed ? indexed.message() : message;
            runAndCall(() -> order.betweenHosts(listener -> listener.onPlacedLate(place, kept)));
        }
    }
}

package io.quarkiverse.socketio.runtime.bus;

import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;

import org.jboss.logging.Logger;

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
 * their sender. If that bus fails, nothing is sequenced, and the servers of this host go on.
 * <p>
 * Thread: any.
 */
public final class CompositeBus implements Bus {
    private static final Logger LOG = Logger.getLogger(CompositeBus.class);
    private static final LogLimiter FAILURES = new LogLimiter();

    private final Bus local;
    private final Bus remote;
    private final Predicate<String> onThisHost;
    private final ListenerQueue calls = new ListenerQueue();
    /** Held while a sequenced message gets its index and is sent over both buses. */
    private final Object indexes = new Object();
    private long lastIndex;
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
        if (!local.self().equals(remote.self()) || !onThisHost.test(local.self())) {
            throw new IllegalArgumentException(
                    "a server has one name, from which its host is known: it cannot be " + local.self()
                            + " and " + remote.self());
        }
        this.local = local;
        this.remote = remote;
        this.onThisHost = onThisHost;
        this.order = new BusMerger(scheduler, this::runAndCall, calls::add);
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
    public boolean sequence(ClusterMessage message) {
        synchronized (indexes) {
            long index = lastIndex + 1;
            boolean[] sequenced = { false };
            toRemote(() -> sequenced[0] = remote.sequence(new Indexed(index, message)));
            if (sequenced[0]) {
                lastIndex = index;
                attempt("of this host", () -> local.publish(new IndexedElsewhere(index)));
            }
            return sequenced[0];
        }
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
    public boolean isConnected() {
        return local.isConnected() && remote.isConnected();
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
            runAndCall(() -> order.onThisHost(from, message));
        }

        @Override
        public void onSkipped(String from) {
            runAndCall(() -> calls.add(listener -> listener.onSkipped(from)));
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
        public void onPlaced(long place) {
            runAndCall(() -> order.betweenHosts(listener -> listener.onPlaced(place)));
        }
    }
}

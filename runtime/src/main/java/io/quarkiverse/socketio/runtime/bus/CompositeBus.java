package io.quarkiverse.socketio.runtime.bus;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Predicate;

import org.jboss.logging.Logger;

import io.quarkiverse.socketio.runtime.log.LogLimiter;

/**
 * A bus that joins two: one between the servers of this host, one between those of all hosts. Each server is on the bus of its
 * host and on the one between hosts, with the same name. Which of them a message takes follows from the receiver's name alone,
 * never from the lists of peers, which may be late: so it is received once. What is published goes over both, and the copy of a
 * server of this host on the bus between hosts is ignored.
 * <p>
 * Nothing is sequenced: see {@link OrderedHostsBus}.
 * <p>
 * Thread: any.
 */
public class CompositeBus implements Bus {
    private static final Logger LOG = Logger.getLogger(CompositeBus.class);
    private static final LogLimiter FAILURES = new LogLimiter();

    final Bus local;
    final Bus remote;
    private final Predicate<String> sameHost;
    private final ListenerQueue calls = new ListenerQueue();
    /** Guarded by this, as the next field. */
    private Set<String> localPeers = Set.of();
    private Set<String> remotePeers = Set.of();

    /**
     * @param local connects the servers of this host
     * @param remote connects the servers of all hosts
     * @param sameHost whether a server of that name is on this host
     */
    public CompositeBus(Bus local, Bus remote, Predicate<String> sameHost) {
        if (!local.self().equals(remote.self()) || !sameHost.test(local.self())) {
            throw new IllegalArgumentException(
                    "a server has one name, from which its host is known: it cannot be " + local.self()
                            + " and " + remote.self());
        }
        this.local = local;
        this.remote = remote;
        this.sameHost = sameHost;
    }

    @Override
    public final String self() {
        return local.self();
    }

    @Override
    public void publish(ClusterMessage message) {
        try {
            local.publish(message);
        } finally {
            attempt("of other hosts", () -> remote.publish(message));
        }
    }

    @Override
    public final void send(String server, ClusterMessage message) {
        if (sameHost.test(server)) {
            local.send(server, message);
        } else {
            attempt("of other hosts", () -> remote.send(server, message));
        }
    }

    @Override
    public boolean sequence(ClusterMessage message, Placement placement) {
        return false;
    }

    static void attempt(String servers, Runnable action) {
        try {
            action.run();
        } catch (RuntimeException e) {
            FAILURES.logf(LOG, Logger.Level.ERROR, e, "A message did not reach the servers %s", servers);
        }
    }

    /** Calls the listener, after the calls that wait. */
    final void call(Consumer<Listener> call) {
        calls.add(call);
        calls.run();
    }

    @Override
    public void listen(Listener listener) {
        calls.listener(listener);
        local.listen(new FromThisHost());
        remote.listen(new FromAllHosts());
    }

    private synchronized void addPeersCall() {
        Set<String> others = new HashSet<>(localPeers);
        for (String server : remotePeers) {
            if (!sameHost.test(server)) {
                others.add(server);
            }
        }
        calls.add(listener -> listener.onPeers(others));
    }

    @Override
    public final void open(String namespace, Rooms rooms) {
        local.open(namespace, rooms);
        remote.open(namespace, rooms);
    }

    @Override
    public final void close(String namespace) {
        local.close(namespace);
        remote.close(namespace);
    }

    @Override
    public final boolean keepsMessages() {
        return remote.keepsMessages();
    }

    @Override
    public final CompletionStage<Void> started() {
        return local.started().thenCombine(remote.started(), (here, everywhere) -> here);
    }

    @Override
    public final void close() {
        calls.listener(null);
        try {
            local.close();
        } finally {
            attempt("of other hosts", remote::close);
        }
    }

    private Bus busOf(String server) {
        return sameHost.test(server) ? local : remote;
    }

    @Override
    public final CompletionStage<Integer> countUnlisted(String namespace) {
        return remote.countUnlisted(namespace);
    }

    @Override
    public final String label(String server) {
        return busOf(server).label(server);
    }

    @Override
    public final int partBytes(String server) {
        return busOf(server).partBytes(server);
    }

    @Override
    public final String describe(int peers) {
        return local.describe(peers) + "; " + remote.describe(0);
    }

    @Override
    public final boolean isConnected() {
        return local.isConnected() && remote.isConnected();
    }

    /** A message came over the bus of this host. */
    void fromThisHost(String from, ClusterMessage message) {
        call(listener -> listener.onMessage(from, message));
    }

    /** A message came over the bus between hosts. */
    void fromAllHosts(String from, ClusterMessage message) {
        if (!isOnThisHost(from)) { // else it comes over the bus of this host, too
            call(listener -> listener.onMessage(from, message));
        }
    }

    /** As {@link #fromAllHosts}, with a place. */
    void sequencedFromAllHosts(long place, String from, ClusterMessage message) {
        call(listener -> listener.onSequenced(place, from, message));
    }

    final boolean isOnThisHost(String server) {
        return sameHost.test(server);
    }

    /** The peers on this host have changed. */
    void onLocalPeers(Set<String> others) {
        // all are treated alike
    }

    /** The connection to other hosts was lost. */
    void onInterrupted() {
        // messages are lost
    }

    /** What both buses call alike. */
    private abstract class FromEither implements Listener {
        @Override
        public final void onSkipped(String from) {
            call(listener -> listener.onSkipped(from));
        }

        @Override
        public final void onDropped() {
            call(Listener::onDropped);
        }
    }

    private final class FromThisHost extends FromEither {
        @Override
        public void onMessage(String from, ClusterMessage message) {
            fromThisHost(from, message);
        }

        @Override
        public void onPeers(Set<String> others) {
            onLocalPeers(others);
            synchronized (CompositeBus.this) {
                localPeers = Set.copyOf(others);
                addPeersCall();
            }
            calls.run();
        }
    }

    private final class FromAllHosts extends FromEither {
        @Override
        public void onMessage(String from, ClusterMessage message) {
            fromAllHosts(from, message);
        }

        @Override
        public void onPeers(Set<String> others) {
            synchronized (CompositeBus.this) {
                remotePeers = Set.copyOf(others);
                addPeersCall();
            }
            calls.run();
        }

        @Override
        public void onStart(String epoch, long place) {
            call(listener -> listener.onStart(epoch, place));
        }

        @Override
        public void onSequenced(long place, String from, ClusterMessage message) {
            sequencedFromAllHosts(place, from, message);
        }

        @Override
        public void onPlacedLate(long place, ClusterMessage message) {
            call(listener -> listener.onPlacedLate(place, message));
        }

        @Override
        public void onInterrupted() {
            CompositeBus.this.onInterrupted();
        }
    }
}

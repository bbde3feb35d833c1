package io.quarkiverse.socketio.runtime.bus;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

import io.quarkiverse.socketio.runtime.bus.HostMessages.Indexed;
import io.quarkiverse.socketio.runtime.bus.HostMessages.IndexedElsewhere;
import io.quarkiverse.socketio.runtime.bus.HostMessages.ReadsOrder;

/**
 * A {@link CompositeBus} whose bus between hosts gives commands an order: all servers take these from that bus, those of the
 * sender's host, too, so that what a server sends stays in order. Requests, responses and data go to the servers of this host
 * over the bus of the host, and may overtake commands, as they do between hosts.
 * <p>
 * If the bus between hosts fails, the servers of this host go on: what gets no place goes over the bus of the host, and when the
 * connection is lost, the last commands that got one are repeated there, as the bus may have ended between its deliveries to two
 * servers. Commands are numbered, so that each is handled once.
 * <p>
 * Thread: any.
 */
public final class OrderedHostsBus extends CompositeBus {
    /** Of commands that are kept to be repeated. */
    private static final long MAX_PLACED_BYTES = 4_000_000;
    /** More than the memory of a message without its content, so that the window of {@link ReceivedIndexes} has all of them. */
    private static final int MESSAGE_BYTES = 400;
    private static final Placement NOBODY = new Placement() {
        @Override
        public void onPlaced(long place) {
            // the sender has handled it at once
        }

        @Override
        public void onUnplaced() {
            // the sender has handled it at once
        }
    };

    /** Held while a command gets its index and is sent. */
    private final Object indexes = new Object();
    private long lastIndex;
    /** The last commands that got a place, which servers of this host may not have received; guarded as the index. */
    private final Deque<Indexed> placed = new ArrayDeque<>();
    private long placedBytes;
    /** By the senders on this host; guarded by itself. */
    private final Map<String, Received> received = new HashMap<>();
    /** The servers of this host that take commands from the bus between hosts, as they have said. Guarded by itself. */
    private final Set<String> readers = new HashSet<>();
    private volatile Set<String> localPeers = Set.of();
    /** Whether a server of this host has not said that: perhaps it is of an earlier build. */
    private volatile boolean others;

    /** The commands of a server of this host, by the bus over which they came. */
    private record Received(ReceivedIndexes here, ReceivedIndexes betweenHosts) {
        Received() {
            this(new ReceivedIndexes(), new ReceivedIndexes());
        }
    }

    public OrderedHostsBus(Bus local, Bus remote, Predicate<String> sameHost) {
        super(local, remote, sameHost);
    }

    @Override
    public void publish(ClusterMessage message) {
        boolean ordered = message instanceof ClusterMessage.Ordered && !message.isKept(); // else sequence() has refused it
        if (!ordered || !order(message, NOBODY)) {
            super.publish(message);
        }
    }

    @Override
    public boolean sequence(ClusterMessage message, Placement placement) {
        return order(message, placement);
    }

    private boolean order(ClusterMessage message, Placement placement) {
        synchronized (indexes) {
            Indexed indexed = new Indexed(lastIndex + 1, message);
            boolean[] ordered = { false };
            attempt("of other hosts", () -> ordered[0] = remote.sequence(indexed, new Position(indexed, placement)));
            if (ordered[0]) {
                lastIndex = indexed.index();
                if (others) {
                    tellEarlierBuilds(indexed);
                }
            }
            return ordered[0];
        }
    }

    /** Earlier builds take commands without a place from the bus of the host, and wait there for a mark of the others. */
    private void tellEarlierBuilds(Indexed indexed) {
        attempt("of this host",
                () -> local.publish(indexed.message().isKept() ? new IndexedElsewhere(indexed.index()) : indexed));
    }

    /** Receives the place of a command of this server. */
    private final class Position implements Placement {
        private final Indexed message;
        private final Placement then;

        Position(Indexed message, Placement then) {
            this.message = message;
            this.then = then;
        }

        @Override
        public void onPlaced(long place) {
            if (!mayDrop(message.message())) {
                keep(message);
            }
            call(listener -> then.onPlaced(place));
        }

        @Override
        public void onUnplaced() {
            call(listener -> then.onUnplaced());
            if (!mayDrop(message.message())) {
                attempt("of this host", () -> local.publish(message));
            }
        }
    }

    /** Whether it is an event that is worthless when it is late. */
    private static boolean mayDrop(ClusterMessage message) {
        return message instanceof ClusterMessage.Broadcast broadcast && !broadcast.isKept();
    }

    private void keep(Indexed message) {
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

    @Override
    void onInterrupted() {
        List<Indexed> last;
        synchronized (indexes) {
            last = List.copyOf(placed);
            placed.clear();
            placedBytes = 0;
        }
        last.forEach(message -> attempt("of this host", () -> local.publish(message)));
    }

    /** A command came over the bus of this host; returns false if it was received before. */
    private boolean isFirstHere(String from, Indexed message) {
        synchronized (received) {
            Received all = received.computeIfAbsent(from, name -> new Received());
            return all.here.add(message.index()) && !all.betweenHosts.contains(message.index());
        }
    }

    /**
     * The same for the bus between hosts, which delivers each message once. A number that only came over that bus never keeps
     * another command from being handled: whoever writes there could make up one that is greater than all others.
     */
    private boolean isFirstBetweenHosts(String from, Indexed message) {
        synchronized (received) {
            Received all = received.computeIfAbsent(from, name -> new Received());
            all.betweenHosts.add(message.index());
            return !all.here.contains(message.index());
        }
    }

    @Override
    void fromThisHost(String from, ClusterMessage message) {
        if (message instanceof ReadsOrder) {
            synchronized (readers) {
                readers.add(from);
            }
            countOthers();
        } else if (message instanceof Indexed indexed) {
            if (isFirstHere(from, indexed)) {
                call(listener -> listener.onMessage(from, indexed.message()));
            }
        } else if (!(message instanceof HostMessages)) { // else a mark of an earlier build, or its question for what it misses
            super.fromThisHost(from, message);
        }
    }

    @Override
    void fromAllHosts(String from, ClusterMessage message) {
        if (!(message instanceof Indexed indexed)) {
            super.fromAllHosts(from, message);
        } else if (!isOnThisHost(from) || isFirstBetweenHosts(from, indexed)) {
            call(listener -> listener.onMessage(from, indexed.message()));
        }
    }

    @Override
    void sequencedFromAllHosts(long place, String from, ClusterMessage message) {
        if (!(message instanceof Indexed indexed)) {
            super.sequencedFromAllHosts(place, from, message);
        } else if (!indexed.message().isKept()) {
            fromAllHosts(from, indexed);
        } else if (!isOnThisHost(from) || isFirstBetweenHosts(from, indexed)) {
            super.sequencedFromAllHosts(place, from, indexed.message());
        } else {
            call(listener -> listener.onPlacedLate(place, indexed.message()));
        }
    }

    @Override
    void onLocalPeers(Set<String> present) {
        boolean more = !localPeers.containsAll(present);
        Set<String> gone = new HashSet<>(localPeers); // a server can be heard before it is listed
        gone.removeAll(present);
        localPeers = Set.copyOf(present);
        synchronized (received) {
            received.keySet().removeAll(gone);
        }
        synchronized (readers) {
            readers.removeAll(gone);
        }
        countOthers();
        if (more) {
            attempt("of this host", () -> local.publish(new ReadsOrder()));
        }
    }

    private void countOthers() {
        synchronized (readers) {
            others = !readers.containsAll(localPeers);
        }
    }
}
